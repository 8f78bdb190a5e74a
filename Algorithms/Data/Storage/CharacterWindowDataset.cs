namespace Starling.Algorithms.Data;

/// <summary>
/// Windows of a text: the features of a row are the k characters before a position, one-hot, the oldest first; its label is
/// the character at the position. F = k x C. A row takes four bytes in memory, whatever k is.
/// </summary>
public sealed class CharacterWindowDataset : Dataset
{
    private readonly byte[] _text;
    private readonly int[] _positions;

    /// <summary>Wraps arrays; they are not copied and must not be changed afterwards.</summary>
    /// <param name="name">The name of the data set, for messages.</param>
    /// <param name="text">The text as character numbers, 0 to C - 1.</param>
    /// <param name="positions">The position that every row predicts, contextLength or more.</param>
    /// <param name="contextLength">k.</param>
    /// <param name="characterCount">C.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A position has fewer than k characters before it, or is beyond the text.
    /// </exception>
    public CharacterWindowDataset(string name, byte[] text, int[] positions, int contextLength, int characterCount)
        : base(name, checked(contextLength * characterCount), characterCount, LabelsAt(text, positions, contextLength))
    {
        _text = text;
        _positions = positions;
        ContextLength = contextLength;
    }

    /// <summary>k, the number of characters that a row sees.</summary>
    public int ContextLength { get; }

    /// <summary>The k characters that a row sees, the oldest first.</summary>
    public ReadOnlySpan<byte> Context(int row) => _text.AsSpan(_positions[row] - ContextLength, ContextLength);

    /// <inheritdoc/>
    public override void CopyRows<T>(ReadOnlySpan<int> rows, Span<T> destination)
    {
        StorageChecks.Destination(rows.Length, FeatureCount, destination.Length);
        destination.Clear();
        int offset = 0;
        foreach (int row in rows)
        {
            foreach (byte character in Context(row))
            {
                destination[offset + character] = T.One;
                offset += ClassCount;
            }
        }
    }

    private static int[] LabelsAt(byte[] text, int[] positions, int contextLength)
    {
        int[] labels = new int[positions.Length];
        for (int row = 0; row < labels.Length; row++)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(positions[row], contextLength, nameof(positions));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(positions[row], text.Length, nameof(positions));
            labels[row] = text[positions[row]];
        }

        return labels;
    }
}
