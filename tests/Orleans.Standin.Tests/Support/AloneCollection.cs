using Xunit;

namespace Orleans.Standin.Tests.Support;

/// <summary>Tests that need the machine for themselves: they wait for other processes, load it, or move a clock that their grains must keep up with.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}
