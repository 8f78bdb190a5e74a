using System.Reflection;
using Orleans.Concurrency;
using Orleans.Serialization;

namespace Orleans.Runtime.Messaging;

/// <summary>A method of a grain interface: its name on the wire, how its arguments and result cross, how it is invoked.</summary>
internal sealed class MethodDescriptor
{
    private readonly ParameterInfo[] _parameters;
    private readonly Lazy<Codec?[]> _argumentCodecs;
    private readonly Lazy<Codec?> _resultCodec;
    private readonly Lazy<MethodInvoker> _invoker;

    public MethodDescriptor(MethodInfo method, string interfaceName, bool isExtension)
    {
        if (method.IsGenericMethodDefinition) throw new NotSupportedException($"{interfaceName}.{method.Name} is generic: the stand-in calls no generic methods.");
        Method = method;
        IsExtension = isExtension;
        _parameters = method.GetParameters();
        Name = $"{interfaceName}/{WireName(method)}";
        Key = StableHash.Compute64(Name);
        Return = ReturnKind.Of(method);
        CancellationIndex = FindCancellation(method, _parameters);
        IsOneWay = method.IsDefined(typeof(OneWayAttribute));
        IsReadOnly = method.IsDefined(typeof(ReadOnlyAttribute));
        AlwaysInterleaves = method.IsDefined(typeof(AlwaysInterleaveAttribute));
        ResponseTimeout = method.GetCustomAttribute<ResponseTimeoutAttribute>()?.Timeout;
        _argumentCodecs = new Lazy<Codec?[]>(() => [.. _parameters.Select(CodecOf)]);
        _resultCodec = new Lazy<Codec?>(() => Return.ResultType is { } type ? CodecOf(method.ReturnParameter, type) : null);
        _invoker = new Lazy<MethodInvoker>(() => MethodInvoker.Compile(method, Return));
        if (Return.Shape == ReturnShape.Void && !IsOneWay)
            throw new NotSupportedException($"{Name} returns nothing that can be awaited: a grain method returns a Task, a ValueTask or an IAsyncEnumerable.");
    }

    public MethodInfo Method { get; }

    /// <summary>Interface and method, by alias or name.</summary>
    public string Name { get; }

    /// <summary>A hash of <see cref="Name"/>, which stands for it on the wire.</summary>
    public ulong Key { get; }

    public ReturnKind Return { get; }

    public bool IsOneWay { get; }

    public bool IsReadOnly { get; }

    public bool AlwaysInterleaves { get; }

    /// <summary>Whether the runtime serves the method itself, beside the grain object.</summary>
    public bool IsExtension { get; }

    public TimeSpan? ResponseTimeout { get; }

    /// <summary>The position of the <see cref="CancellationToken"/> among the parameters; -1 for none.</summary>
    public int CancellationIndex { get; }

    public Codec? ResultCodec => _resultCodec.Value;

    public ValueTask<object?> InvokeAsync(object target, object?[] arguments) => _invoker.Value.InvokeAsync(target, arguments);

    public object InvokeSequence(object target, object?[] arguments) => _invoker.Value.InvokeSequence(target, arguments);

    /// <summary>Replaces arguments by copies, where they are not immutable. Tokens stay behind: cancellation travels as a message.</summary>
    public object?[] CopyArguments(object?[] arguments)
    {
        Codec?[] codecs = _argumentCodecs.Value;
        for (int index = 0; index < arguments.Length; index++)
        {
            if (codecs[index] is { CopiesByReference: false } codec) arguments[index] = codec.CopyObject(arguments[index]);
        }

        return arguments;
    }

    public Payload WriteArguments(object?[] arguments, bool areCopies)
    {
        var writer = new Writer { IsStable = areCopies };
        WriteArguments(writer, arguments);
        return writer.Complete();
    }

    public void WriteArguments(Writer writer, object?[] arguments)
    {
        Codec?[] codecs = _argumentCodecs.Value;
        for (int index = 0; index < arguments.Length; index++) codecs[index]?.WriteObject(writer, arguments[index]);
    }

    public object?[] ReadArguments(Reader reader)
    {
        Codec?[] codecs = _argumentCodecs.Value;
        if (codecs.Length == 0) return [];
        object?[] arguments = new object?[codecs.Length];
        for (int index = 0; index < arguments.Length; index++)
            arguments[index] = codecs[index] is { } codec ? codec.ReadObject(reader) : CancellationToken.None;
        return arguments;
    }

    public override string ToString() => Name;

    private static Codec? CodecOf(ParameterInfo parameter) =>
        parameter.ParameterType == typeof(CancellationToken) ? null : CodecOf(parameter, parameter.ParameterType);

    private static Codec CodecOf(ParameterInfo parameter, Type type)
    {
        Codec codec = Codecs.Get(type);
        return parameter.IsDefined(typeof(ImmutableAttribute), inherit: false)
            ? (Codec)Generic.Create(typeof(ImmutableCodec<>), [type], codec)
            : codec;
    }

    private static string WireName(MethodInfo method) =>
        method.GetCustomAttribute<AliasAttribute>()?.Alias
        ?? $"{method.Name}({string.Join(',', method.GetParameters().Select(parameter => TypeNames.Format(parameter.ParameterType)))})";

    private static int FindCancellation(MethodInfo method, ParameterInfo[] parameters)
    {
        int index = Array.FindIndex(parameters, parameter => parameter.ParameterType == typeof(CancellationToken));
        return index < 0 || index == parameters.Length - 1
            ? index
            : throw new NotSupportedException($"{method.DeclaringType}.{method.Name}: a CancellationToken is the last parameter, and there is at most one.");
    }
}
