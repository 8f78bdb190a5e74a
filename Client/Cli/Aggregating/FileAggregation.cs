using System.Globalization;
using System.Numerics;
using Starling.Algorithms.Aggregation;
using Starling.Algorithms.Data;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Rounds;
using Starling.Algorithms.Rounds.Aggregating;

namespace Starling.Cli.Aggregating;

/// <summary>
/// A rule applied to the rows of a file as a cluster applies it to updates: the inner products of the slices are added up in their order, the
/// decision is made once, and each slice is combined. Only one slice is in memory.
/// </summary>
/// <remarks>
/// A row that is not finite is refused. Where one comes to light, the slices before it were worked on in vain: the rest is read for others of its
/// kind, and the pass begins anew without them.
/// </remarks>
/// <typeparam name="T">The type that is computed in.</typeparam>
internal sealed class FileAggregation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly VectorSchema Schema = new() { Server = ["aggregate"], Broadcast = [], Update = ["update"] };

    private readonly AggregationRequest request;
    private readonly IAggregationRule rule;
    private readonly WorkThreads threads;
    private readonly RowSlices<T> slices;
    private VectorBuffer<T>? result;

    /// <summary>Prepares; reads nothing.</summary>
    public FileAggregation(AggregationRequest request)
    {
        this.request = request;
        rule = request.Section.Create();
        threads = new WorkThreads(request.Threads);
        slices = new RowSlices<T>(request, rule.UsesPrevious, threads);
    }

    /// <summary>Aggregates.</summary>
    /// <param name="output">Where the result is written, as an NPY file; can be written again from its beginning.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StarlingException">STAR0205: no row is finite. STAR0301: the result is not. STAR02xx: a file cannot be read.</exception>
    public async Task<AggregationOutcome> RunAsync(Stream output, CancellationToken cancellationToken)
    {
        double[] products = rule.NeedsGram ? await MeasureAsync(cancellationToken) : [];
        while (true)
        {
            RoundPlan plan = await DecideAsync(products);
            if (await CombineAsync(plan, output, cancellationToken) is { } standings)
                return Tell(standings);

            output.SetLength(0);
        }
    }

    private Task<RoundPlan> DecideAsync(double[] products)
    {
        var decisions = new RoundAggregation { Rule = rule, ByzantineOf = request.Section.ByzantineOf, Seed = request.Seed };
        int accepted = slices.Accepted.Count;
        return decisions.DecideAsync(
            round: 0, slices.Accepted, [.. Enumerable.Repeat(1.0, accepted)], request.Input.Rows - accepted, _ => Task.FromResult(products));
    }

    private async Task<double[]> MeasureAsync(CancellationToken cancellationToken)
    {
        var question = new UpdateQuestion(UpdateQuestionKind.Products, RoundForging.None);
        while (true)
        {
            double[] sums = [];
            if (await PassAsync(async (aggregation, updates) => Add(ref sums, await aggregation.AnswerAsync(question, updates)), cancellationToken))
                return sums;
        }
    }

    private async Task<UpdateStanding[]?> CombineAsync(RoundPlan plan, Stream output, CancellationToken cancellationToken)
    {
        // Of a combination whose inner products are known the distances follow from them.
        bool compares = plan.IsJoinedByCoordinate || plan.Gram is null;
        double[] distances = [];
        double[] kept = [];
        NpyWriter.WriteHeader<T>(output, request.Input.Columns);
        bool isSound = await PassAsync(async (aggregation, updates) =>
        {
            VectorBuffer<T> slice = Result(updates.Accepted[0][0].Length);
            await aggregation.CombineAsync(plan.Combinations, [], updates, [slice]);
            if (compares)
            {
                (double[] squares, double[] counts) = await aggregation.CompareAsync(plan.Combinations[0], updates, slice);
                Add(ref distances, squares);
                Add(ref kept, counts);
            }

            CheckFinite(slice);
            NpyWriter.WriteValues<T>(output, slice.Span);
        }, cancellationToken);
        return isSound ? UpdateStanding.Of(slices.Accepted.Count, plan.Combinations[0], plan.Gram, kept, distances) : null;
    }

    /// <summary>Goes through the slices, while no row is found that has to be refused.</summary>
    /// <returns>Whether none was found.</returns>
    private async Task<bool> PassAsync(Func<UpdateAggregation<T>, RoundUpdates<T>, Task> work, CancellationToken cancellationToken)
    {
        bool isSound = true;
        for (int shard = 0; shard < request.Shards; shard++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            isSound &= await slices.LoadAsync(shard);
            if (isSound)
                await work(new UpdateAggregation<T>(Schema, new ColumnPieces(slices.Length, threads.RunAsync)), slices.Updates);
        }

        return isSound;
    }

    private VectorBuffer<T> Result(int length)
    {
        if (result?.Length != length)
            result = new VectorBuffer<T>(length, clear: false);
        return result;
    }

    private void CheckFinite(VectorBuffer<T> slice)
    {
        if (VectorKernels.FirstNonFinite<T>(slice.Span) is >= 0 and var place)
        {
            throw new StarlingException(ErrorCatalog.Diverged, string.Create(CultureInfo.InvariantCulture,
                $"The result is not finite in column {slices.Start + place}: the numbers of {request.Input.Path} are too large to be added up; scale them down."));
        }
    }

    private AggregationOutcome Tell(UpdateStanding[] standings)
    {
        int rows = request.Input.Rows;
        var outcomes = new RowOutcome[rows];
        for (int row = 0; row < rows; row++)
            outcomes[row] = new RowOutcome(row, Standing: null);
        for (int i = 0; i < standings.Length; i++)
            outcomes[slices.Accepted[i]] = new RowOutcome(slices.Accepted[i], standings[i]);
        return new AggregationOutcome(request.Section.ByzantineOf(standings.Length, rows - standings.Length), outcomes);
    }

    private static void Add(ref double[] sums, double[] partial)
    {
        if (sums.Length == 0)
            sums = new double[partial.Length];
        for (int i = 0; i < sums.Length; i++)
            sums[i] += partial[i];
    }
}
