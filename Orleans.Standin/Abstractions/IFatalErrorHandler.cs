namespace Orleans.Runtime;

/// <summary>Ends a silo that must not go on. The default writes down why and ends the process; a host may replace it.</summary>
public interface IFatalErrorHandler
{
    /// <summary>Whether an exception is none that the runtime expects.</summary>
    bool IsUnexpected(Exception exception);

    /// <summary>Called when the silo must end.</summary>
    void OnFatalException(object? sender = null, string? context = null, Exception? exception = null);
}
