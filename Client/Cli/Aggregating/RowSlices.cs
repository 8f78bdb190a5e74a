using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Rounds.Aggregating;

namespace Starling.Cli.Aggregating;

/// <summary>The rows of a file, of which one slice of the columns is in memory.</summary>
/// <param name="request">The files, and how their columns are cut.</param>
/// <param name="usesPrevious">Whether the rule looks at the aggregate of the round before.</param>
/// <param name="threads">Who reads.</param>
/// <typeparam name="T">The type that is computed in.</typeparam>
internal sealed class RowSlices<T>(AggregationRequest request, bool usesPrevious, WorkThreads threads)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Bytes of buffers of another length that may lie about.</summary>
    private const long MostDropped = 32 << 20;

    private readonly VectorBuffer<T>?[] rows = new VectorBuffer<T>?[request.Input.Rows];
    private VectorBuffer<T>? previous;
    private int loaded = -1;
    private int size;
    private long dropped;

    /// <summary>The rows that no number was found in that is not finite, ascending.</summary>
    public IReadOnlyList<int> Accepted { get; private set; } = [.. Enumerable.Range(0, request.Input.Rows)];

    /// <summary>The first column of the slice.</summary>
    public int Start => request.Layout.Start(loaded);

    /// <summary>The number of its columns.</summary>
    public int Length => request.Layout.Length(loaded);

    /// <summary>The slice of the accepted rows, and of the aggregate of the round before.</summary>
    public RoundUpdates<T> Updates
    {
        get
        {
            IReadOnlyList<VectorBuffer<T>> accepted = [.. Accepted.Select(row => rows[row]!)];
            return new RoundUpdates<T>([accepted], [accepted], previous is null ? null : [previous]);
        }
    }

    /// <summary>Reads a slice of the accepted rows; those that are not finite in it are accepted no longer.</summary>
    /// <returns>Whether all are.</returns>
    /// <exception cref="StarlingException">STAR0205: no row is left, or the aggregate of the round before is not finite. STAR02xx: a file cannot be read.</exception>
    public async Task<bool> LoadAsync(int shard)
    {
        if (loaded == shard)
            return true;

        // From a fresh stack: the one that ends the work on the slice before still holds its buffers.
        await Task.Yield();
        loaded = shard;
        MakeRoom();
        bool[] finite = new bool[rows.Length];
        await Task.WhenAll(Accepted.Select(row => threads.RunAsync(() => finite[row] = request.Input.Read(row, Start, rows[row]!.Span))));
        if (previous is not null && request.Previous is { } file && !file.Read(0, Start, previous.Span))
        {
            throw new StarlingException(ErrorCatalog.DataNotFinite, string.Create(CultureInfo.InvariantCulture,
                $"{file.Path}, column {Start + VectorKernels.FirstNonFinite<T>(previous.Span)}: the value is not a finite number; give --previous an earlier result, or leave it out to start from zero."));
        }

        int before = Accepted.Count;
        Accepted = [.. Accepted.Where(row => finite[row])];
        if (Accepted.Count == 0)
        {
            throw new StarlingException(ErrorCatalog.DataNotFinite,
                $"No row of {request.Input.Path} is finite, so that nothing is left to aggregate; look at where the rows come from.");
        }

        return Accepted.Count == before;
    }

    private void MakeRoom()
    {
        if (size != Length)
        {
            dropped += Unsafe.SizeOf<T>() * (long)size * Accepted.Count;
            size = Length;
            Array.Clear(rows);
            previous = null;

            // Slices whose lengths differ by one would pile up: to the collector a machine with free memory is no reason to hurry.
            if (dropped > MostDropped)
            {
                GC.Collect();
                dropped = 0;
            }
        }

        foreach (int row in Accepted)
            rows[row] ??= new VectorBuffer<T>(size, clear: false);
        if (usesPrevious)
            previous ??= new VectorBuffer<T>(size);
    }
}
