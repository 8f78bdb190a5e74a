namespace Orleans.Runtime;

/// <summary>The base of the runtime's exceptions.</summary>
[GenerateSerializer]
public class OrleansException : Exception
{
    /// <summary>Makes an exception without a message.</summary>
    public OrleansException()
    {
    }

    /// <summary>Makes an exception.</summary>
    public OrleansException(string message) : base(message)
    {
    }

    /// <summary>Makes an exception with a cause.</summary>
    public OrleansException(string message, Exception innerException) : base(message, innerException)
    {
    }
}

/// <summary>A message was refused: it was not, and will not be, processed.</summary>
[GenerateSerializer]
public class OrleansMessageRejectionException : OrleansException
{
    internal OrleansMessageRejectionException()
    {
    }

    internal OrleansMessageRejectionException(string message) : base(message)
    {
    }

    internal OrleansMessageRejectionException(string message, Exception innerException) : base(message, innerException)
    {
    }
}

/// <summary>The silo that a call went to is gone. Whether the call was processed is unknown.</summary>
[GenerateSerializer]
public sealed class SiloUnavailableException : OrleansMessageRejectionException
{
    /// <summary>Makes an exception without a message.</summary>
    public SiloUnavailableException()
    {
    }

    /// <summary>Makes an exception.</summary>
    public SiloUnavailableException(string msg) : base(msg)
    {
    }

    /// <summary>Makes an exception with a cause.</summary>
    public SiloUnavailableException(string message, Exception innerException) : base(message, innerException)
    {
    }
}

/// <summary>The configuration of a host is wrong.</summary>
[GenerateSerializer]
public sealed class OrleansConfigurationException : Exception
{
    /// <summary>Makes an exception.</summary>
    public OrleansConfigurationException(string message) : base(message)
    {
    }

    /// <summary>Makes an exception with a cause.</summary>
    public OrleansConfigurationException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
