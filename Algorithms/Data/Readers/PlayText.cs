using Starling.Algorithms.Errors;

namespace Starling.Algorithms.Data;

/// <summary>
/// The text of plays, put in order by speaker. The file has speeches with an empty line between them; a speech is a line
/// <c>SPEAKER:</c> and what he says.
/// </summary>
internal sealed class PlayText
{
    private PlayText(byte[] alphabet, byte[] characters, Speaker[] speakers)
    {
        Alphabet = alphabet;
        Characters = characters;
        Speakers = speakers;
    }

    /// <summary>The distinct bytes of the file, ascending; a character's number is its place here.</summary>
    public byte[] Alphabet { get; }

    /// <summary>What all speakers say, one speaker after the other, as character numbers.</summary>
    public byte[] Characters { get; }

    /// <summary>The speakers in order of first appearance.</summary>
    public Speaker[] Speakers { get; }

    /// <summary>Takes a file apart.</summary>
    /// <exception cref="StarlingException">STAR0203: it does not begin with a speaker.</exception>
    public static PlayText Parse(ReadOnlySpan<byte> text, string path)
    {
        byte[] alphabet = [.. text.ToArray().Distinct().Order()];
        byte[] numbers = new byte[256];
        for (int i = 0; i < alphabet.Length; i++)
            numbers[alphabet[i]] = (byte)i;

        Dictionary<string, List<Range>> lines = new(StringComparer.Ordinal);
        List<string> order = [];
        List<Range>? current = null;
        bool atHeading = true;
        for (int start = 0; start < text.Length;)
        {
            int length = text[start..].IndexOf((byte)'\n');
            int end = length < 0 ? text.Length : start + length + 1;
            ReadOnlySpan<byte> line = text[start..end].TrimEnd("\r\n"u8);
            if (line.IsEmpty)
            {
                atHeading = true;
            }
            else if (atHeading && line[^1] == ':')
            {
                string name = System.Text.Encoding.Latin1.GetString(line);
                if (!lines.TryGetValue(name, out current))
                {
                    lines.Add(name, current = []);
                    order.Add(name);
                }

                atHeading = false;
            }
            else
            {
                if (current is null)
                    throw new StarlingException(ErrorCatalog.DataCorrupted,
                        $"{path} does not begin with a speaker; a speech is a line 'SPEAKER:' and what he says, with an empty "
                        + "line before the next.");
                current.Add(start..end);
                atHeading = false;
            }

            start = end;
        }

        return Gather(text, alphabet, numbers, order.ConvertAll(name => lines[name]));
    }

    private static PlayText Gather(ReadOnlySpan<byte> text, byte[] alphabet, byte[] numbers, List<List<Range>> speeches)
    {
        List<byte> characters = new(text.Length);
        var speakers = new Speaker[speeches.Count];
        for (int i = 0; i < speakers.Length; i++)
        {
            int start = characters.Count;
            foreach (Range line in speeches[i])
            {
                foreach (byte character in text[line])
                    characters.Add(numbers[character]);
            }

            speakers[i] = new Speaker(start, characters.Count - start);
        }

        return new PlayText(alphabet, [.. characters], speakers);
    }

    /// <summary>Where in <see cref="Characters"/> a speaker's text is.</summary>
    public readonly record struct Speaker(int Start, int Length);
}
