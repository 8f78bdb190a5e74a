using Orleans.Runtime.Filters;

namespace Orleans.Runtime.Activations;

/// <content>The silo's placement filters, made when the first grain is placed.</content>
internal sealed partial class SiloRuntime
{
    private PlacementFilterChain PlacementFilters => field ?? Interlocked.CompareExchange(ref field, new PlacementFilterChain(Services), null) ?? field;
}
