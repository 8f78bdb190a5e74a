namespace Starling.Client.Results.Comparing;

/// <summary>Against what curves are drawn.</summary>
public enum ComparisonAxis
{
    /// <summary>Rounds.</summary>
    Rounds,

    /// <summary>Iterations of the method.</summary>
    Iterations,

    /// <summary>Gradients of one worker.</summary>
    Gradients,

    /// <summary>Bytes that one worker sent.</summary>
    BytesUp,

    /// <summary>Bytes that one worker sent or received.</summary>
    Bytes,

    /// <summary>Seconds.</summary>
    Seconds,
}
