using System.Globalization;
using System.Text;

namespace Starling.Grains.Trainers;

/// <summary>
/// What a script prints, in bounded memory: its last lines for a message when it fails, and what is new for the job's log. Lines that
/// are too long are cut; where there are too many, how many are missing is said. Safe for several threads.
/// </summary>
internal sealed class ScriptOutput
{
    private const int LongestLine = 400;
    private const int MostNew = 20;
    private const int MostKept = 20;

    private readonly Lock gate = new();
    private readonly Queue<string> last = new();
    private readonly Queue<string> fresh = new();
    private long missed;

    /// <summary>Reads a stream to its end, whatever comes.</summary>
    public async Task ReadAsync(TextReader reader)
    {
        char[] block = new char[4096];
        var line = new StringBuilder();
        bool cut = false;
        for (int count; (count = await reader.ReadAsync(block).ConfigureAwait(false)) > 0;)
        {
            for (int i = 0; i < count; i++)
            {
                if (block[i] == '\n')
                {
                    Add(line, cut);
                    cut = false;
                }
                else if (line.Length >= LongestLine)
                {
                    cut = true;
                }
                else
                {
                    // Colours, bells and other orders to a terminal are not for a log.
                    line.Append(char.IsControl(block[i]) && block[i] != '\t' ? ' ' : block[i]);
                }
            }
        }

        if (line.Length > 0)
            Add(line, cut);
    }

    /// <summary>What was printed since the last time this was asked; null for nothing.</summary>
    public string? TakeNew()
    {
        lock (gate)
        {
            if (fresh.Count == 0)
                return null;

            string text = string.Join('\n', fresh);
            if (missed > 0)
                text = string.Create(CultureInfo.InvariantCulture, $"({missed} earlier lines are left out)\n{text}");
            fresh.Clear();
            missed = 0;
            return text;
        }
    }

    /// <summary>The last lines, for the end of a message: empty where nothing was printed.</summary>
    public string Tail()
    {
        lock (gate)
            return last.Count == 0 ? " It printed nothing." : $" It printed last:\n{string.Join('\n', last)}";
    }

    private void Add(StringBuilder text, bool cut)
    {
        string line = text.ToString().TrimEnd() + (cut ? " ..." : "");
        text.Clear();
        lock (gate)
        {
            if (line.Length == 0)
                return;

            last.Enqueue(line);
            if (last.Count > MostKept)
                last.Dequeue();
            fresh.Enqueue(line);
            if (fresh.Count > MostNew)
            {
                fresh.Dequeue();
                missed++;
            }
        }
    }
}
