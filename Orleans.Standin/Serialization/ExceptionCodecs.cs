using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Orleans.Serialization;

/// <summary>What every exception has: message, stack trace, cause, HRESULT.</summary>
internal static class ExceptionFields
{
    public static void Write(Writer writer, Exception exception)
    {
        writer.WriteString(MessageOf(exception));
        writer.WriteString(exception.StackTrace);
        writer.WriteFixed(exception.HResult);
        Codecs.Get<Exception?>().Write(writer, exception.InnerException);
    }

    public static void Read(Reader reader, Exception exception)
    {
        MessageField(exception) = reader.ReadString();
        string? stackTrace = reader.ReadString();
        exception.HResult = reader.ReadFixed<int>();
        InnerField(exception) = Codecs.Get<Exception?>().Read(reader);
        if (stackTrace is not null) ExceptionDispatchInfo.SetRemoteStackTrace(exception, stackTrace);
    }

    // An aggregate's Message lists the messages of its parts; what it was given is in the field.
    private static string? MessageOf(Exception exception) => exception is AggregateException ? MessageField(exception) : exception.Message;

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_message")]
    private static extern ref string? MessageField(Exception exception);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_innerException")]
    private static extern ref Exception? InnerField(Exception exception);
}

/// <summary>
/// Exceptions of the framework, which have no attribute: their type and what every exception has. Their own members are lost,
/// as they are in Orleans.
/// </summary>
internal sealed class ForeignExceptionCodec<T> : ReferenceCodec<T> where T : Exception
{
    private static readonly string[] Namespaces = ["System", "Microsoft", "Azure"];
    private readonly Func<T> _create = MemberAccess.Activator<T>();

    public override bool CopiesByReference => true;

    protected override void WriteBody(Writer writer, T value) => ExceptionFields.Write(writer, value);

    protected override T ReadBody(Reader reader)
    {
        T value = _create();
        ExceptionFields.Read(reader, value);
        return value;
    }

    protected override T CopyBody(T value) => value;

    public static bool Supports =>
        typeof(T).Namespace is { } name && Array.Exists(Namespaces, prefix => name.StartsWith(prefix, StringComparison.Ordinal));
}

internal sealed class AggregateExceptionCodec : ReferenceCodec<AggregateException>
{
    public override bool CopiesByReference => true;

    protected override void WriteBody(Writer writer, AggregateException value)
    {
        Codecs.Get<Exception[]?>().Write(writer, [.. value.InnerExceptions]);
        ExceptionFields.Write(writer, value);
    }

    protected override AggregateException ReadBody(Reader reader)
    {
        var value = new AggregateException(Codecs.Get<Exception[]?>().Read(reader)!);
        ExceptionFields.Read(reader, value);
        return value;
    }

    protected override AggregateException CopyBody(AggregateException value) => value;
}
