namespace Starling.Algorithms.Rounds.Aggregating;

/// <summary>
/// Work on the columns of a slice, cut into pieces that threads may share out. Where the pieces lie depends on the length alone, and what they give
/// is added up in their order, so that the threads do not change the bits.
/// </summary>
/// <param name="length">The number of columns.</param>
/// <param name="runAsync">Runs a piece, on any thread; at once where nothing is given.</param>
public sealed class ColumnPieces(int length, Func<Action, Task>? runAsync = null)
{
    /// <summary>Columns of one piece: long enough that handing it over costs nothing beside it.</summary>
    private const int PieceLength = 1 << 17;

    private readonly Func<Action, Task> runAsync = runAsync ?? RunHereAsync;

    /// <summary>The number of columns.</summary>
    public int Length => length;

    /// <summary>Works on every piece.</summary>
    /// <param name="work">Gets the first column and how many.</param>
    public Task EachAsync(Action<int, int> work) =>
        Task.WhenAll(Starts().Select(start => runAsync(() => work(start, Math.Min(PieceLength, length - start)))));

    /// <summary>Works on all columns at once, for who divides them by himself.</summary>
    /// <param name="work">The work.</param>
    public Task WholeAsync(Action work) => runAsync(work);

    /// <summary>Adds up what the pieces give.</summary>
    /// <param name="width">How many sums.</param>
    /// <param name="work">Gets the first column, how many, and sums that start at zero.</param>
    public async Task<double[]> SumAsync(int width, Action<int, int, double[]> work)
    {
        int[] starts = [.. Starts()];
        double[][] partial = [.. starts.Select(_ => new double[width])];
        await Task.WhenAll(starts.Select((start, piece) => runAsync(() => work(start, Math.Min(PieceLength, length - start), partial[piece]))));
        double[] total = new double[width];
        foreach (double[] sums in partial)
        {
            for (int i = 0; i < width; i++)
                total[i] += sums[i];
        }

        return total;
    }

    private static Task RunHereAsync(Action work)
    {
        work();
        return Task.CompletedTask;
    }

    private IEnumerable<int> Starts()
    {
        for (int start = 0; start < length; start += PieceLength)
            yield return start;
    }
}
