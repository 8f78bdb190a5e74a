using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>Somebody else changed the stored state since it was read. The activation is deactivated, so that it is read anew.</summary>
[GenerateSerializer]
public class InconsistentStateException : OrleansException
{
    /// <summary>Makes an exception without a message.</summary>
    public InconsistentStateException()
    {
    }

    /// <summary>Makes an exception.</summary>
    public InconsistentStateException(string message) : base(message)
    {
    }

    /// <summary>Makes an exception with a cause.</summary>
    public InconsistentStateException(string message, Exception? innerException) : base(message, innerException!)
    {
    }

    /// <summary>Makes an exception from the two ETags.</summary>
    public InconsistentStateException(string errorMsg, string? storedEtag, string? currentEtag) : base(errorMsg)
    {
        StoredEtag = storedEtag;
        CurrentEtag = currentEtag;
    }

    /// <summary>Makes an exception from the two ETags, with a cause.</summary>
    public InconsistentStateException(string errorMsg, string? storedEtag, string? currentEtag, Exception? storageException)
        : base(errorMsg, storageException!)
    {
        StoredEtag = storedEtag;
        CurrentEtag = currentEtag;
    }

    /// <summary>The ETag in the storage.</summary>
    [Id(1)]
    public string? StoredEtag { get; private set; }

    /// <summary>The ETag that the writer had.</summary>
    [Id(2)]
    public string? CurrentEtag { get; private set; }
}
