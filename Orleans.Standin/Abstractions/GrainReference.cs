using Orleans.Runtime.Messaging;

namespace Orleans.Runtime;

/// <summary>A reference to a grain, wherever it is. Two references are equal when they name the same grain.</summary>
public class GrainReference : IAddressable, IEquatable<GrainReference>
{
    private readonly CallRuntime _runtime;

    internal GrainReference(CallRuntime runtime, GrainId grainId, InterfaceDescriptor interfaceDescriptor)
    {
        _runtime = runtime;
        GrainId = grainId;
        InterfaceDescriptor = interfaceDescriptor;
    }

    /// <summary>The grain's identity.</summary>
    public GrainId GrainId { get; }

    /// <summary>The name of the interface.</summary>
    public virtual string InterfaceName => InterfaceDescriptor.Type.Name;

    internal InterfaceDescriptor InterfaceDescriptor { get; }

    /// <summary>A reference to the same grain as another of its interfaces.</summary>
    public virtual TGrainInterface Cast<TGrainInterface>() where TGrainInterface : IAddressable =>
        (TGrainInterface)(object)CastTo(typeof(TGrainInterface));

    /// <inheritdoc/>
    public bool Equals(GrainReference? other) => other is not null && GrainId.Equals(other.GrainId);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as GrainReference);

    /// <inheritdoc/>
    public override int GetHashCode() => GrainId.GetHashCode();

    /// <inheritdoc/>
    public sealed override string ToString() => $"{GrainId} ({InterfaceName})";

    /// <summary>Whether two references name the same grain.</summary>
    public static bool operator ==(GrainReference? reference1, GrainReference? reference2) =>
        reference1 is null ? reference2 is null : reference1.Equals(reference2);

    /// <summary>Whether two references name different grains.</summary>
    public static bool operator !=(GrainReference? reference1, GrainReference? reference2) => !(reference1 == reference2);

    internal GrainReference CastTo(Type interfaceType) =>
        interfaceType.IsInstanceOfType(this) ? this : _runtime.CreateReference(GrainId, interfaceType);

    // The methods below are what proxies call: one for each kind of return type.
    internal Task CallTask(int method, object?[] arguments) => _runtime.Call<object?>(this, InterfaceDescriptor.Methods[method], arguments);

    internal Task<T> CallTaskOf<T>(int method, object?[] arguments) => _runtime.Call<T>(this, InterfaceDescriptor.Methods[method], arguments);

    internal ValueTask CallValueTask(int method, object?[] arguments) => new(CallTask(method, arguments));

    internal ValueTask<T> CallValueTaskOf<T>(int method, object?[] arguments) => new(CallTaskOf<T>(method, arguments));

    internal void CallVoid(int method, object?[] arguments) => _ = CallTask(method, arguments);

    internal IAsyncEnumerable<T> CallSequence<T>(int method, object?[] arguments) =>
        new RemoteSequence<T>(_runtime, this, InterfaceDescriptor.Methods[method], arguments);
}
