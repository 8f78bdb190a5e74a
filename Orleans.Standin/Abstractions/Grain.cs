using Orleans.Runtime;
using Orleans.Runtime.Activations;

namespace Orleans;

/// <summary>The base class of grains.</summary>
public abstract class Grain : IGrainBase, IAddressable
{
    /// <summary>Called by the runtime, on the activation's scheduler.</summary>
    protected Grain()
    {
        GrainContext = RuntimeContext.Current!;
    }

    /// <inheritdoc/>
    public IGrainContext GrainContext { get; }

    /// <summary>A reference to this grain.</summary>
    public GrainReference GrainReference => GrainContext.GrainReference;

    /// <summary>The grain's identity as text.</summary>
    public string IdentityString => GrainContext.GrainId.ToString();

    /// <summary>The silo's identity as text; for logs.</summary>
    public string RuntimeIdentity => GrainContext is Activation activation ? activation.Silo.Identity : "";

    /// <summary>Makes references to grains.</summary>
    protected IGrainFactory GrainFactory => (IGrainFactory)ServiceProvider.GetService(typeof(IGrainFactory))!;

    /// <summary>The activation's services.</summary>
    protected internal IServiceProvider ServiceProvider => EnsureContext().ActivationServices;

    /// <summary>Ends this activation once its running calls are done. The next call makes a new one.</summary>
    protected void DeactivateOnIdle() => GrainBaseExtensions.DeactivateOnIdle(this);

    /// <summary>
    /// Keeps this activation from being collected as idle for <paramref name="timeSpan"/>. <see cref="TimeSpan.Zero"/> takes an
    /// earlier delay back; <see cref="Timeout.InfiniteTimeSpan"/> delays for ever.
    /// </summary>
    protected void DelayDeactivation(TimeSpan timeSpan) => ((Activation)EnsureContext()).DelayDeactivation(timeSpan);

    /// <summary>Called before the first call, once persistent state is read.</summary>
    public virtual Task OnActivateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Called after the last call.</summary>
    public virtual Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => Task.CompletedTask;

    private IGrainContext EnsureContext() =>
        GrainContext ?? throw new InvalidOperationException("The grain was constructed outside the runtime.");
}
