using Orleans.Runtime.Messaging;

namespace Orleans.Runtime;

/// <summary>What can be asked of a stream that a grain method returns.</summary>
public static class AsyncEnumerableExtensions
{
    /// <summary>
    /// Sets how many ready elements a message carries at most; the default is 100. A sequence that comes from no grain is
    /// returned as it is.
    /// </summary>
    public static IAsyncEnumerable<T> WithBatchSize<T>(this IAsyncEnumerable<T> self, int maxBatchSize)
    {
        if (self is RemoteSequence<T> sequence) sequence.MaxBatchSize = maxBatchSize;
        return self;
    }
}

/// <summary>The grain does not know the enumeration: it was deactivated, or the caller was away for too long.</summary>
[GenerateSerializer]
public sealed class EnumerationAbortedException : Exception
{
    /// <summary>Makes an exception without a message.</summary>
    public EnumerationAbortedException()
    {
    }

    /// <summary>Makes an exception.</summary>
    public EnumerationAbortedException(string message) : base(message)
    {
    }

    /// <summary>Makes an exception with a cause.</summary>
    public EnumerationAbortedException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
