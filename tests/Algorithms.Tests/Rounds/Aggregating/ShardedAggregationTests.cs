using System.Numerics;
using Starling.Algorithms.Aggregation;
using Starling.Algorithms.Aggregation.Before;
using Starling.Algorithms.Aggregation.Rules;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Rounds;
using Starling.Algorithms.Rounds.Aggregating;
using Starling.Algorithms.Runs;
using Starling.Algorithms.Tests.Aggregation;
using Xunit;

namespace Starling.Algorithms.Tests.Rounds.Aggregating;

/// <summary>
/// Every rule, cut into slices of the columns: partial inner products are added up, the decision is made once, each slice is combined. What comes
/// out is what comes out of whole rows, up to the rounding of the sums.
/// </summary>
public sealed class ShardedAggregationTests
{
    private const int Count = 12;
    private const int Length = 500;
    private const int Byzantine = 2;
    private const double Tolerance = 1e-5;

    /// <summary>Of double-precision vectors.</summary>
    private const double DoubleTolerance = 1e-9;

    private static readonly VectorSchema Schema = new() { Server = ["aggregate"], Broadcast = [], Update = ["update"] };
    private static readonly int[] ShardCounts = [1, 2, 7];

    /// <summary>Every rule, and every step before a rule by coordinate and a rule by distance.</summary>
    public static TheoryData<string, string?> Rules
    {
        get
        {
            var data = new TheoryData<string, string?>();
            foreach (string rule in AggregationTable.All.Entries.Select(entry => entry.Kind))
                data.Add(rule, null);
            foreach (string pre in PreAggregationTable.All.Entries.Select(entry => entry.Kind))
            {
                data.Add("trimmed-mean", pre);
                data.Add("multi-krum", pre);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task Slices_give_in_double_what_whole_rows_give(string rule, string? pre) => await CompareAsync<double>(rule, pre);

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task Slices_give_in_single_precision_what_whole_rows_give(string rule, string? pre) => await CompareAsync<float>(rule, pre);

    private static async Task CompareAsync<T>(string rule, string? pre)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        AggregationSection section = Section(rule, pre);
        Assert.Null(section.Refuse(Count, section.Byzantine));
        double[][] rows = RandomRows.Normal(Count, Length, seed: 8, mean: 0.5);
        for (int i = Count - section.Byzantine; i < Count; i++)
            rows[i] = RandomRows.Scale(rows[i], -4);
        double[] previous = RandomRows.Normal(1, Length, seed: 9, mean: 0.5)[0];
        double[] expected = Whole<T>(section, rows, previous);

        foreach (int shards in ShardCounts)
        {
            double[] actual = await SlicedAsync<T>(section, rows, previous, shards);
            double distance = RandomRows.Distance(expected, actual);
            Assert.True(distance <= (typeof(T) == typeof(double) ? DoubleTolerance : Tolerance) * RandomRows.Norm(expected), $"{rule}, {shards} shards: {distance}");
        }
    }

    private static AggregationSection Section(string rule, string? pre)
    {
        AggregationOptions options = (AggregationOptions)Make(AggregationTable.All.Entries.First(entry => entry.Kind == rule).OptionsType);
        var section = new AggregationSection
        {
            Rule = options,
            Pre = pre is null ? [] : [(PreAggregationOptions)Make(PreAggregationTable.All.Entries.First(entry => entry.Kind == pre).OptionsType)],
        };
        return section with { Byzantine = Math.Min(Byzantine, section.MostByzantine(Count)) };
    }

    /// <summary>With its defaults; but of those that clip so far out that nothing of this size is clipped, nearer.</summary>
    private static object Make(Type options) => Activator.CreateInstance(options) switch
    {
        CenteredClippingOptions clipping => clipping with { Tau = 10, L = 2 },
        NormClippingOptions clipping => clipping with { C = 20 },
        var part => part!,
    };

    private static double[] Whole<T>(AggregationSection section, double[][] rows, double[] previous)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var result = new VectorBuffer<T>(Length);
        LocalAggregation.Aggregate(
            section.Create(), section.Byzantine, 1, 0, [.. rows.Select(row => Slice<T>(row, 0, Length))], Slice<T>(previous, 0, Length), result, threads: 1);
        return Doubles(result);
    }

    private static async Task<double[]> SlicedAsync<T>(AggregationSection section, double[][] rows, double[] previous, int shards)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        IAggregationRule rule = section.Create();
        (UpdateAggregation<T> Work, RoundUpdates<T> Updates)[] slices = [.. Enumerable.Range(0, shards).Select(shard =>
        {
            int start = shard * Length / shards;
            int length = ((shard + 1) * Length / shards) - start;
            IReadOnlyList<VectorBuffer<T>> accepted = [.. rows.Select(row => Slice<T>(row, start, length))];
            return (new UpdateAggregation<T>(Schema, new ColumnPieces(length)),
                new RoundUpdates<T>([accepted], [accepted], rule.UsesPrevious ? [Slice<T>(previous, start, length)] : null));
        })];

        RoundPlan plan = await new RoundAggregation { Rule = rule, ByzantineOf = section.ByzantineOf, Seed = 1 }.DecideAsync(
            0, [.. Enumerable.Range(0, Count)], [.. Enumerable.Repeat(1.0, Count)], refused: 0, async question =>
            {
                double[][] partial = await Task.WhenAll(slices.Select(slice => slice.Work.AnswerAsync(question, slice.Updates)));
                return partial.Aggregate(RandomRows.Add);
            });

        var result = new List<double>();
        foreach ((UpdateAggregation<T> work, RoundUpdates<T> updates) in slices)
        {
            var part = new VectorBuffer<T>(updates.Accepted[0][0].Length);
            await work.CombineAsync(plan.Combinations, [], updates, [part]);
            result.AddRange(Doubles(part));
        }

        return [.. result];
    }

    private static VectorBuffer<T> Slice<T>(double[] row, int start, int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var slice = new VectorBuffer<T>(length);
        for (int c = 0; c < length; c++)
            slice.Span[c] = T.CreateTruncating(row[start + c]);
        return slice;
    }

    private static double[] Doubles<T>(VectorBuffer<T> vector)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[] values = new double[vector.Length];
        for (int c = 0; c < values.Length; c++)
            values[c] = double.CreateTruncating(vector.Span[c]);
        return values;
    }
}
