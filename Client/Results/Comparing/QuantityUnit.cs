namespace Starling.Client.Results.Comparing;

/// <summary>How a quantity is read by a person.</summary>
public enum QuantityUnit
{
    /// <summary>Words.</summary>
    Text,

    /// <summary>A hash, of which the beginning is enough.</summary>
    Hash,

    /// <summary>How many.</summary>
    Count,

    /// <summary>Bytes.</summary>
    Bytes,

    /// <summary>Seconds.</summary>
    Seconds,

    /// <summary>A number of any size.</summary>
    Number,

    /// <summary>A share, 0 to 1.</summary>
    Share,
}
