using System.Numerics;
using Starling.Algorithms.Accelerators;
using Starling.Algorithms.Aggregation;
using Starling.Algorithms.Aggregation.Gram;
using Starling.Algorithms.Aggregation.Kernels;
using Starling.Algorithms.Attacks;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Rounds.Aggregating;

/// <summary>
/// What is done with one slice of the accepted updates of a round: it answers what has to be known of them, and combines them as planned. It knows
/// no rule. Nothing here changes the updates, so that everything can be asked again.
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="vectors">The algorithm's vectors.</param>
/// <param name="pieces">The columns of the slice.</param>
/// <param name="accelerator">A device that does what is worth it; null for the processor alone. The bits are the same.</param>
public sealed class UpdateAggregation<T>(VectorSchema vectors, ColumnPieces pieces, IAccelerator? accelerator = null)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Columns in which it is counted whose values a coordinate rule keeps.</summary>
    private const int SampledColumns = 1024;

    /// <summary>Puts forged slices in the place of what simulated omniscient Byzantine workers sent.</summary>
    /// <param name="forging">Who forges what.</param>
    /// <param name="updates">For every update vector, the slices of the accepted workers in their order.</param>
    /// <param name="previous">For every update vector, the aggregate of the round before; null where nobody looks at it.</param>
    public async Task<RoundUpdates<T>> ForgeAsync(
        RoundForging forging, IReadOnlyList<IReadOnlyList<VectorBuffer<T>>> updates, IReadOnlyList<VectorBuffer<T>>? previous)
    {
        if (forging.Forges.Count == 0)
            return new RoundUpdates<T>(updates, updates, previous);

        IReadOnlyList<VectorBuffer<T>>[] honest = [.. updates.Select(slices => slices.Where((_, i) => !forging.Forges[i]).ToArray())];
        if (forging.Forgeries.Count == 0)
            return new RoundUpdates<T>(updates, honest, previous);

        var accepted = new IReadOnlyList<VectorBuffer<T>>[updates.Count];
        for (int v = 0; v < accepted.Length; v++)
        {
            VectorBuffer<T> forged = Make();
            Forgery forgery = forging.Forgeries[v];
            IReadOnlyList<VectorBuffer<T>> source = honest[v];
            await pieces.EachAsync((start, count) => ForgeryKernel.Write(forgery, source, start, forged.Span.Slice(start, count)));
            accepted[v] = [.. updates[v].Select((slice, i) => forging.Forges[i] ? forged : slice)];
        }

        return new RoundUpdates<T>(accepted, honest, previous);
    }

    /// <summary>Computes the aggregates: of the update vectors, then the scaled ones.</summary>
    /// <param name="combinations">How each update vector is aggregated.</param>
    /// <param name="scales">c_i of the scaled aggregates: those of the first one in worker order, then those of the second, ...</param>
    /// <param name="updates">The updates.</param>
    /// <param name="destination">Where the aggregates go.</param>
    public async Task CombineAsync(
        IReadOnlyList<Combination> combinations, IReadOnlyList<double> scales, RoundUpdates<T> updates, IReadOnlyList<VectorBuffer<T>> destination)
    {
        for (int v = 0; v < destination.Count; v++)
        {
            (int source, Combination combination) = Find(combinations, scales, v, updates);
            IReadOnlyList<VectorBuffer<T>> seen = updates.Seen(source);
            VectorBuffer<T> aggregate = destination[v];
            if (await CombineOnDeviceAsync(new RowsKey(this, source, updates.Stamp), combination, seen, aggregate))
                continue;

            var plan = CombinationPlan<T>.Of(combination, seen.Count);
            await pieces.EachAsync((start, count) => plan.Apply(seen, start, aggregate.Span.Slice(start, count)));
        }

        await ReleaseAsync();
    }

    /// <summary>Answers a question about the updates, for this slice.</summary>
    public async Task<double[]> AnswerAsync(UpdateQuestion question, RoundUpdates<T> updates)
    {
        var answers = new double[vectors.Update.Count][];
        for (int v = 0; v < answers.Length; v++)
        {
            answers[v] = await (question.Kind switch
            {
                UpdateQuestionKind.Products => ProductsAsync(updates.Seen(v), new RowsKey(this, v, updates.Stamp)),
                UpdateQuestionKind.HonestProducts => HonestProductsAsync(updates.Honest[v], question.Bessel, updates.Previous?[v]),
                UpdateQuestionKind.Damage => DamageAsync(question.Combinations[v], updates.Seen(v), updates.Honest[v]),
                _ => throw new ArgumentOutOfRangeException(nameof(question)),
            });
        }

        return [.. answers.SelectMany(answer => answer)];
    }

    /// <summary>The squared distance of every update to the aggregate, and whose values the coordinate rule kept; of the first update vector.</summary>
    public async Task<(double[] Distances, double[] Kept)> CompareAsync(Combination combination, RoundUpdates<T> updates, VectorBuffer<T> aggregate)
    {
        IReadOnlyList<VectorBuffer<T>> accepted = updates.Accepted[0];
        double[] distances = await pieces.SumAsync(accepted.Count, (start, count, sums) =>
        {
            for (int i = 0; i < sums.Length; i++)
                sums[i] = VectorKernels.SquaredDistance<T>(accepted[i].Span.Slice(start, count), aggregate.Span.Slice(start, count));
        });
        return (distances, KeptValues.Count(combination, updates.Seen(0), SampledColumns));
    }

    private (int Source, Combination Combination) Find(
        IReadOnlyList<Combination> combinations, IReadOnlyList<double> scales, int index, RoundUpdates<T> updates)
    {
        if (index < vectors.Update.Count)
            return (index, combinations[index]);

        int scaled = index - vectors.Update.Count;
        int source = vectors.Update.ToList().IndexOf(vectors.Scaled[scaled].Update);

        // The aggregate of the round before, where it is among the vectors, is not one of the scaled ones: 0.
        int count = updates.Accepted[source].Count;
        double[] factors = new double[updates.Seen(source).Count];
        for (int i = 0; i < count; i++)
            factors[i] = scales[(scaled * count) + i];
        return (source, combinations[source].Of(factors));
    }

    private async Task<double[]> ProductsAsync(IReadOnlyList<VectorBuffer<T>> seen, RowsKey key)
    {
        if (accelerator is { } device && device.TakesProducts<T>(seen.Count, pieces.Length))
        {
            double[]? products = null;
            using IDisposable lease = await device.LeaseAsync();
            await pieces.WholeAsync(() => products = device.Products(key, seen));
            if (products is not null)
                return products;
        }

        return await pieces.SumAsync(GramMatrix.UpperLength(seen.Count), (start, count, sums) => GramKernel.Accumulate(seen, start, count, sums));
    }

    private async Task<bool> CombineOnDeviceAsync(
        RowsKey key, Combination combination, IReadOnlyList<VectorBuffer<T>> seen, VectorBuffer<T> aggregate)
    {
        if (accelerator is not { } device || !device.TakesCombination<T>(key, combination, seen.Count, pieces.Length))
            return false;

        bool isDone = false;
        using IDisposable lease = await device.LeaseAsync();
        await pieces.WholeAsync(() => isDone = device.TryCombine(key, combination, seen, aggregate));
        return isDone;
    }

    // The round is over for the device: its memory is for others.
    private async Task ReleaseAsync()
    {
        if (accelerator is not { } device || !device.Holds(this))
            return;

        using IDisposable lease = await device.LeaseAsync();
        device.Release(this);
    }

    private async Task<double[]> HonestProductsAsync(IReadOnlyList<VectorBuffer<T>> honest, bool bessel, VectorBuffer<T>? previous)
    {
        VectorBuffer<T> deviation = Make();
        VectorBuffer<T> sign = Make();
        await pieces.EachAsync((start, count) =>
            ForgeryKernel.WriteMoments(honest, bessel, start, deviation.Span.Slice(start, count), sign.Span.Slice(start, count)));
        return await ProductsAsync(previous is null ? [.. honest, deviation, sign] : [.. honest, deviation, sign, previous], new RowsKey(this, 0, -1));
    }

    private Task<double[]> DamageAsync(Combination combination, IReadOnlyList<VectorBuffer<T>> seen, IReadOnlyList<VectorBuffer<T>> honest)
    {
        var plan = CombinationPlan<T>.Of(combination, seen.Count);
        Forgery mean = Forgery.Mean(honest.Count);
        VectorBuffer<T> result = Make();
        VectorBuffer<T> expected = Make();
        return pieces.SumAsync(1, (start, count, sums) =>
        {
            plan.Apply(seen, start, result.Span.Slice(start, count));
            ForgeryKernel.Write(mean, honest, start, expected.Span.Slice(start, count));
            sums[0] = VectorKernels.SquaredDistance<T>(result.Span.Slice(start, count), expected.Span.Slice(start, count));
        });
    }

    private VectorBuffer<T> Make() => new(pieces.Length, clear: false);
}
