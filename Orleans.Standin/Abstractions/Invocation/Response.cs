using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;

namespace Orleans.Serialization.Invocation;

/// <summary>How a call ended: with a result or with an exception.</summary>
public abstract class Response
{
    /// <summary>The end of a call that returns nothing.</summary>
    public static Response Completed { get; } = new ResultResponse(null);

    /// <summary>The result; null where the call ended with an exception.</summary>
    public abstract object? Result { get; set; }

    /// <summary>The exception; null where the call ended with a result.</summary>
    public abstract Exception? Exception { get; set; }

    /// <summary>The end of a call with an exception.</summary>
    public static Response FromException(Exception exception) => new ExceptionResponse(exception);

    /// <summary>The end of a call with a result.</summary>
    public static Response FromResult<TResult>(TResult value) => new ResultResponse(value);

    /// <summary>The result as its type; throws the exception where the call ended with one.</summary>
    [return: MaybeNull]
    public abstract T GetResult<T>();

    /// <inheritdoc/>
    public override string ToString() => Exception?.ToString() ?? Result?.ToString() ?? "[null]";

    private sealed class ResultResponse(object? result) : Response
    {
        public override object? Result { get; set; } = result;

        public override Exception? Exception
        {
            get => null;
            set => throw new InvalidOperationException("A response with a result has no exception.");
        }

        [return: MaybeNull]
        public override T GetResult<T>() => (T)Result!;
    }

    private sealed class ExceptionResponse(Exception exception) : Response
    {
        public override object? Result
        {
            get => null;
            set => throw new InvalidOperationException("A response with an exception has no result.");
        }

        public override Exception? Exception { get; set; } = exception;

        [return: MaybeNull]
        public override T GetResult<T>()
        {
            ExceptionDispatchInfo.Throw(Exception!);
            return default;
        }
    }
}
