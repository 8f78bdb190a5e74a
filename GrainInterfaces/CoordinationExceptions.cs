namespace Starling.GrainInterfaces;

/// <summary>
/// A grain of a job does not have what an order assumes: it lost its memory with its silo, or was not opened for this epoch. The
/// coordinator answers by going back to the newest checkpoint.
/// </summary>
[GenerateSerializer, Alias("starling.StateLostException")]
public sealed class StateLostException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">One sentence.</param>
    public StateLostException(string message)
        : base(message)
    {
    }
}

/// <summary>
/// An order of an earlier epoch: somebody else coordinates the job by now. Whoever gave the order stops and changes nothing more.
/// </summary>
[GenerateSerializer, Alias("starling.FencedException")]
public sealed class FencedException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">One sentence.</param>
    public FencedException(string message)
        : base(message)
    {
    }
}
