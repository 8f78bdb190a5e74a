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
    private const char MarkStart = '\u001e';

    /// <summary>What is printed arrives at once; a script that sends it elsewhere is waited for this long, and not again.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly object gate = new();
    private readonly Queue<string> last = new();
    private readonly Queue<string> fresh = new();
    private readonly List<long> marks = [];
    private long missed;
    private bool isMarkLost;

    /// <summary>Reads a stream to its end, whatever comes.</summary>
    public async Task ReadAsync(TextReader reader)
    {
        int stream;
        lock (gate)
        {
            stream = marks.Count;
            marks.Add(0);
        }

        char[] block = new char[4096];
        var line = new StringBuilder();
        bool cut = false;
        for (int count; (count = await reader.ReadAsync(block).ConfigureAwait(false)) > 0;)
        {
            for (int i = 0; i < count; i++)
            {
                if (block[i] == '\n')
                {
                    if (!TryMark(stream, line))
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
                    bool isOrder = char.IsControl(block[i]) && block[i] != '\t' && (block[i] != MarkStart || line.Length > 0);
                    line.Append(isOrder ? ' ' : block[i]);
                }
            }
        }

        if (line.Length > 0)
            Add(line, cut);
        Reach(stream, long.MaxValue);
    }

    /// <summary>Waits until everything has come that the script printed before it drew a mark.</summary>
    /// <param name="mark">The number of the mark: a line of its own in every stream, U+001E and the number.</param>
    public void WaitFor(long mark)
    {
        long started = Environment.TickCount64;
        lock (gate)
        {
            while (!isMarkLost && marks.Exists(reached => reached < mark))
            {
                var left = Patience - TimeSpan.FromMilliseconds(Environment.TickCount64 - started);
                isMarkLost = left <= TimeSpan.Zero || !Monitor.Wait(gate, left);
            }
        }
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

    private bool TryMark(int stream, StringBuilder line)
    {
        if (line.Length == 0 || line[0] != MarkStart || !long.TryParse(line.ToString(1, line.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out long mark))
            return false;

        line.Clear();
        Reach(stream, mark);
        return true;
    }

    private void Reach(int stream, long mark)
    {
        lock (gate)
        {
            marks[stream] = Math.Max(marks[stream], mark);
            Monitor.PulseAll(gate);
        }
    }

    private void Add(StringBuilder text, bool cut)
    {
        string line = text.Replace(MarkStart, ' ').ToString().TrimEnd() + (cut ? " ..." : "");
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
