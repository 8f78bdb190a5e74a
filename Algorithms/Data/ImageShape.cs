namespace Starling.Algorithms.Data;

/// <summary>The shape of an image whose pixels are the features of a row: channel after channel, row by row.</summary>
/// <param name="Channels">1 for grey, 3 for colours.</param>
/// <param name="Height">Rows of pixels.</param>
/// <param name="Width">Pixels of a row.</param>
public readonly record struct ImageShape(int Channels, int Height, int Width)
{
    /// <summary>The number of features: Channels * Height * Width.</summary>
    public int Length => checked(Channels * Height * Width);
}
