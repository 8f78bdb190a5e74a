using System.ComponentModel.DataAnnotations;
using Starling.Algorithms.Errors;

namespace Starling.Algorithms.Data;

/// <summary>
/// A million characters of Shakespeare's plays: predict the next character of a speaker from the last
/// <see cref="ContextLength"/>, one-hot. 65 classes, the characters in the order of their codes. The natural owners are the
/// speakers who say <see cref="MinimumCharacters"/> characters or more; what others say is left out.
/// </summary>
/// <remarks>
/// A speaker's text is all that he says, speech after speech, each with its line ends, without the headings. The first int(0.9 n)
/// of its n characters are for training, the rest for testing; no window reaches from one into the other. Rows are ordered by
/// speaker, in order of first appearance.
/// </remarks>
public sealed record TinyShakespeareDataOptions : FileDataOptions
{
    private const double TrainingShare = 0.9;

    /// <summary>k, the number of characters that a sample sees: k x 65 features.</summary>
    [Range(1, 1000)]
    public int ContextLength { get; init; } = 8;

    /// <summary>How many characters a speaker must say to be kept.</summary>
    [Range(1, int.MaxValue)]
    public int MinimumCharacters { get; init; } = 1000;

    /// <summary>Take a window every so many characters; 1 takes all.</summary>
    [Range(1, 1_000_000)]
    public int Stride { get; init; } = 1;

    private protected override DataSource Read(DataLocator locator)
    {
        string path = locator.Find(KnownDatasets.TinyShakespeare)[0];
        byte[] text;
        using (DataFileStream file = DataFileStream.Open(path))
            text = file.ReadToEnd("the text");
        PlayText play = PlayText.Parse(text, path);

        List<int> train = [];
        List<int> test = [];
        List<int> owners = [];
        foreach (PlayText.Speaker speaker in play.Speakers.Where(speaker => speaker.Length >= MinimumCharacters))
        {
            int boundary = speaker.Start + (int)(TrainingShare * speaker.Length);
            int before = train.Count;
            AddWindows(train, speaker.Start, boundary);
            AddWindows(test, boundary, speaker.Start + speaker.Length);
            if (train.Count > before)
                owners.AddRange(Enumerable.Repeat(owners.Count == 0 ? 0 : owners[^1] + 1, train.Count - before));
        }

        if (train.Count == 0)
            throw new StarlingException(ErrorCatalog.DataCorrupted,
                $"{path} has no speaker with {MinimumCharacters} characters or more and contexts of {ContextLength}; lower "
                + "minimumCharacters or contextLength.");
        return new DataSource(Windows(play, train), Windows(play, test), [.. owners]);
    }

    private void AddWindows(List<int> positions, int start, int end)
    {
        for (int position = start + ContextLength; position < end; position += Stride)
            positions.Add(position);
    }

    private CharacterWindowDataset Windows(PlayText play, List<int> positions) =>
        new(KnownDatasets.TinyShakespeare.Name, play.Characters, [.. positions], ContextLength, play.Alphabet.Length);
}
