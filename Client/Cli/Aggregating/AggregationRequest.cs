using System.Globalization;
using Starling.Algorithms.Data;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Runs;
using Starling.Cli.Display;
using Starling.GrainInterfaces;

namespace Starling.Cli.Aggregating;

/// <summary>What is to be aggregated, and how: opened files, and a section that fits them.</summary>
internal sealed record AggregationRequest : IDisposable
{
    /// <summary>The rule and what stands before it.</summary>
    public required AggregationSection Section { get; init; }

    /// <summary>X, an update a row.</summary>
    public required NpyMatrix Input { get; init; }

    /// <summary>The aggregate of the round before; null for zeros.</summary>
    public NpyMatrix? Previous { get; init; }

    /// <summary>The full path of the result.</summary>
    public required string Output { get; init; }

    /// <summary>S, into how many slices the columns are cut.</summary>
    public int Shards { get; init; } = 1;

    /// <summary>How many threads work at a time.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>The seed, for rules that draw.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Whether the numbers are aggregated in single precision: those that are stored so. All others become doubles.</summary>
    public bool IsSingle => Input.Element == NpyElement.Float32;

    /// <summary>How the columns are cut: as a job's vectors.</summary>
    public ShardLayout Layout => new(Input.Columns, Shards);

    /// <summary>Opens the files, and refuses what cannot be done with them.</summary>
    /// <param name="section">The rule and what stands before it.</param>
    /// <param name="input">The path of X.</param>
    /// <param name="previous">The path of the aggregate of the round before.</param>
    /// <param name="output">The path of the result.</param>
    /// <param name="shards">S.</param>
    /// <exception cref="StarlingException">STAR0105, STAR0108, STAR02xx, STAR0402.</exception>
    public static AggregationRequest Open(AggregationSection section, string input, string? previous, string output, int shards)
    {
        AggregationRequest? request = null;
        try
        {
            request = new AggregationRequest { Section = section, Input = NpyMatrix.Open(input), Output = output, Shards = shards };
            request.CheckShards();
            if (section.Refuse(request.Input.Rows, section.Byzantine) is { } issue)
                throw new StarlingException(issue.Error, issue.Message);

            if (previous is not null)
                request = request.With(previous);
            OutputFile.Check(output, previous is null ? [input] : [input, previous]);
            return request;
        }
        catch
        {
            request?.Dispose();
            throw;
        }
    }

    /// <summary>Closes the files.</summary>
    public void Dispose()
    {
        Input.Dispose();
        Previous?.Dispose();
    }

    private AggregationRequest With(string previous)
    {
        if (!Section.Create().UsesPrevious)
        {
            throw new StarlingException(ErrorCatalog.ImpossibleCombination,
                $"{AggregationParts.NameOf(Section)} does not look at the result of the round before; leave --previous out.");
        }

        NpyMatrix opened = NpyMatrix.OpenVector(previous);
        if (opened.Columns == Input.Columns)
            return this with { Previous = opened };

        opened.Dispose();
        throw new StarlingException(ErrorCatalog.DataMismatch, string.Create(CultureInfo.InvariantCulture,
            $"{opened.Path} has {opened.Columns} numbers and {Input.Path} has {Input.Columns} columns; --previous is an earlier result of the same length."));
    }

    private void CheckShards()
    {
        if (Shards > Input.Columns)
        {
            throw new StarlingException(ErrorCatalog.OutOfRange, string.Create(CultureInfo.InvariantCulture,
                $"--shards is {Shards}; {Input.Path} has {Input.Columns} columns, so it can be 1 to {Input.Columns}."));
        }

        long size = IsSingle ? sizeof(float) : sizeof(double);
        long longest = (Input.Columns - 1L) / Shards + 1;
        long memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

        // The rows, the result, and the one before.
        Int128 all = ((Int128)Input.Rows + 2) * Input.Columns * size;
        Int128 needed = ((Int128)Input.Rows + 2) * longest * size;
        if (needed <= memory && longest * size <= Array.MaxLength)
            return;

        Int128 enough = Int128.Min(Input.Columns, Int128.Max((2 * all / memory) + 1, (Input.Columns * size / Array.MaxLength) + 1));
        throw new StarlingException(ErrorCatalog.DataTooLarge,
            $"A slice of {Input.Path} takes {Units.Bytes((long)Int128.Min(needed, long.MaxValue))} of memory, of {Units.Bytes(memory)}; "
            + $"cut it smaller with --shards {enough}.");
    }
}
