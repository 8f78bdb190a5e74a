namespace Starling.Algorithms.Variational;

/// <summary>What a method asks of the compressors of its updates.</summary>
public enum CompressionNeed
{
    /// <summary>Nothing: what compression loses can be added to the next update.</summary>
    None,

    /// <summary>That they are unbiased; the method lives with their variance.</summary>
    Unbiased,

    /// <summary>Nothing: the method has a memory of its own for what compression loses.</summary>
    HasMemory,
}
