using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Starling.Algorithms.Aggregation;
using Starling.Algorithms.Aggregation.Gram;
using Starling.Algorithms.Aggregation.Kernels;
using Starling.Algorithms.Numerics;
using Xunit;

namespace Starling.Algorithms.Tests.Aggregation.Kernels;

public sealed class CombinationPlanTests
{
    public static TheoryData<CoordinateRule, string> Cases()
    {
        var cases = new TheoryData<CoordinateRule, string>();
        foreach (CoordinateRule rule in Enum.GetValues<CoordinateRule>())
        {
            foreach (string kind in KernelData.Kinds)
                cases.Add(rule, kind);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_coordinate_rule_is_the_one_in_double(CoordinateRule rule, string kind)
    {
        foreach (int n in KernelData.Counts)
        {
            foreach (int length in KernelData.Lengths.Where(length => n * length <= 40_000))
            {
                foreach (int f in (int[])[0, 1, n / 4, (n - 1) / 2])
                {
                    var combination = new Combination { Rule = rule, Trim = Math.Min(f, (n - 1) / 2), Keep = Math.Max(1, n - f) };
                    Check<float>(combination, n, length, kind);
                    if (f == n / 4)
                        Check<double>(combination, n, length, kind);
                }
            }
        }
    }

    [Theory]
    [InlineData(CoordinateRule.Median)]
    [InlineData(CoordinateRule.TrimmedMean)]
    [InlineData(CoordinateRule.MeanAroundMedian)]
    [InlineData(CoordinateRule.MeanAroundTrimmedMean)]
    public void Mixed_vectors_are_joined_like_vectors(CoordinateRule rule)
    {
        foreach (int n in KernelData.Counts.Where(n => n > 1))
        {
            foreach (Mixing mixing in Mixings(n))
            {
                int f = (mixing.Outputs - 1) / 4;
                var combination = new Combination { Mixing = mixing, Rule = rule, Trim = f, Keep = mixing.Outputs - f };
                Check<float>(combination, n, 117, "random");
                Check<double>(combination, n, 117, "random");
                Check<float>(combination, n, 300, "ties");
            }
        }
    }

    [Fact]
    public void Few_are_kept_of_many()
    {
        for (int keep = 1; keep <= 9; keep++)
        {
            foreach (string kind in KernelData.Kinds)
                Check<float>(new Combination { Rule = CoordinateRule.MeanAroundTrimmedMean, Keep = keep, Trim = 2 }, 9, 500, kind);
        }
    }

    [Fact]
    public void Of_values_equally_near_the_lower_index_counts()
    {
        VectorBuffer<float>[] vectors = Rows([1, 2, 3], [4, 5, 6], [7, 8, 9]);
        float[] result = new float[3];

        CombinationPlan<float>.Of(new Combination { Rule = CoordinateRule.MeanAroundMedian, Keep = 2 }, 3).Apply(vectors, 0, result);
        Assert.Equal([2.5f, 3.5f, 4.5f], result);
        CombinationPlan<float>.Of(new Combination { Rule = CoordinateRule.MeanAroundMedian, Keep = 2 }, 3).Apply([.. vectors.Reverse()], 0, result);
        Assert.Equal([5.5f, 6.5f, 7.5f], result);
    }

    [Fact]
    public void The_largest_numbers_do_not_overflow()
    {
        VectorBuffer<float>[] vectors = Rows([float.MaxValue], [float.MaxValue], [-float.MaxValue], [float.MaxValue]);
        VectorBuffer<double>[] doubles = [new(1), new(1)];
        doubles[0].Span[0] = doubles[1].Span[0] = double.MaxValue;
        float[] result = new float[1];
        double[] wide = new double[1];

        foreach (CoordinateRule rule in Enum.GetValues<CoordinateRule>())
        {
            CombinationPlan<float>.Of(new Combination { Rule = rule, Trim = 1, Keep = 3 }, 4).Apply(vectors, 0, result);
            Assert.Equal(rule == CoordinateRule.Mean ? float.MaxValue / 2 : float.MaxValue, result[0]);
        }

        CombinationPlan<double>.Of(new Combination { Rule = CoordinateRule.Median }, 2).Apply(doubles, 0, wide);
        Assert.Equal(double.MaxValue, wide[0]);
    }

    [Fact]
    public void Weighted_sums_have_the_bits_of_the_vector_kernel()
    {
        foreach (int n in KernelData.Counts)
        {
            foreach (int length in KernelData.Lengths)
            {
                VectorBuffer<float>[] vectors = KernelData.Vectors<float>(n, length, "random", n);
                var random = new Random(length);
                double[] weights = [.. Enumerable.Range(0, n).Select(i => i % 3 == 2 ? 0 : random.NextDouble() - 0.3)];
                if (n > 2)
                    vectors[2].Span.Fill(float.NaN);
                float[] expected = new float[length];
                float[] result = new float[length];
                VectorKernels.WeightedSum<float>(weights, [.. vectors.Select(vector => (ReadOnlyMemory<float>)vector.Span.ToArray())], expected);

                CombinationPlan<float>.Of(Combination.Sum(weights), n).Apply(vectors, 0, result);

                Assert.Equal(expected, result);
            }
        }
    }

    [Fact]
    public void The_mean_of_mixed_vectors_is_one_sum()
    {
        foreach (Mixing mixing in Mixings(20))
        {
            VectorBuffer<float>[] vectors = KernelData.Vectors<float>(20, 100, "random");
            float[] result = new float[100];
            CombinationPlan<float>.Of(new Combination { Mixing = mixing }, 20).Apply(vectors, 0, result);
            for (int c = 0; c < 100; c++)
                Assert.Equal(KernelData.Mixed(vectors, mixing, c).Average(), result[c], 1e-5);
        }
    }

    [Fact]
    public void How_the_columns_are_cut_changes_no_bit()
    {
        Gen<(int N, int Length, int Rule, int Mixing, int Seed, int[] Cuts)> cases =
            from n in Gen.Choose(2, 40)
            from length in Gen.Choose(1, 3000)
            from rule in Gen.Choose(0, 4)
            from mixing in Gen.Choose(0, 5)
            from seed in Gen.Choose(0, 1000)
            from cuts in Gen.ArrayOf(Gen.Choose(0, length))
            select (n, length, rule, mixing, seed, cuts);
        Prop.ForAll(Arb.From(cases), static x =>
        {
            Mixing? mixing = ((Mixing?[])[null, .. Mixings(x.N)])[x.Mixing];
            int m = mixing?.Outputs ?? x.N;
            var plan = CombinationPlan<float>.Of(new Combination { Mixing = mixing, Rule = (CoordinateRule)x.Rule, Trim = (m - 1) / 4, Keep = m - ((m - 1) / 4) }, x.N);
            VectorBuffer<float>[] vectors = KernelData.Vectors<float>(x.N, x.Length, KernelData.Kinds[x.Seed % KernelData.Kinds.Length], x.Seed);
            float[] whole = new float[x.Length];
            float[] pieces = new float[x.Length];
            plan.Apply(vectors, 0, whole);
            int start = 0;
            foreach (int end in x.Cuts.Append(x.Length).Order())
            {
                plan.Apply(vectors, start, pieces.AsSpan(start, end - start));
                start = end;
            }

            Assert.Equal(whole.Select(BitConverter.SingleToInt32Bits), pieces.Select(BitConverter.SingleToInt32Bits));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(150));
    }

    [Theory]
    [InlineData(CoordinateRule.Median)]
    [InlineData(CoordinateRule.TrimmedMean)]
    [InlineData(CoordinateRule.MeanAroundMedian)]
    [InlineData(CoordinateRule.MeanAroundTrimmedMean)]
    public void Long_pieces_which_run_compiled_networks_have_the_bits_of_short_ones_which_do_not(CoordinateRule rule)
    {
        foreach (int n in KernelData.Counts)
        {
            Compare<float>(rule, n, n % 2 == 0 ? "random" : "ties");
            Compare<double>(rule, n, n % 2 == 0 ? "zeros" : "random");
        }
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        VectorBuffer<float>[] vectors = KernelData.Vectors<float>(3, 10, "random");
        float[] result = new float[10];

        Assert.Throws<ArgumentException>(() => CombinationPlan<float>.Of(Combination.Sum([1, 2]), 3));
        Assert.ThrowsAny<ArgumentException>(() => CombinationPlan<float>.Of(new Combination { Rule = CoordinateRule.TrimmedMean, Trim = 2 }, 3));
        Assert.ThrowsAny<ArgumentException>(() => CombinationPlan<float>.Of(new Combination { Rule = CoordinateRule.MeanAroundMedian }, 3));
        Assert.Throws<ArgumentException>(() => CombinationPlan<float>.Of(new Combination(), 2).Apply(vectors, 0, result));
        Assert.ThrowsAny<ArgumentException>(() => CombinationPlan<float>.Of(new Combination(), 3).Apply(vectors, 1, result));
    }

    internal static Mixing[] Mixings(int n)
    {
        var random = new Random(n);
        double[] neighbours = new double[n * n];
        double[] any = new double[(n + 1) * n];
        for (int r = 0; r < n; r++)
        {
            int kept = n - ((n - 1) / 4);
            foreach (int i in Enumerable.Range(0, n).OrderBy(_ => random.Next()).Take(kept))
                neighbours[(r * n) + i] = 1.0 / kept;
        }

        // The same neighbours more than once.
        neighbours.AsSpan(0, n).CopyTo(neighbours.AsSpan((n - 1) * n));
        for (int k = 0; k < any.Length; k++)
            any[k] = random.Next(4) == 0 ? 0 : random.NextDouble() - 0.5;
        return
        [
            Mixing.Selection(n, [.. Enumerable.Range(0, n).Where(i => i != n / 2).Reverse()]),
            Mixing.Scaling([.. Enumerable.Range(0, n).Select(i => i % 2 == 0 ? 1 : random.NextDouble())]),
            new Mixing(n, n, neighbours),
            new Mixing(n + 1, n, any),
            Algorithms.Aggregation.Before.Bucketing.Of([.. Enumerable.Range(0, n).OrderBy(_ => random.Next())], 2),
        ];
    }

    private static void Compare<T>(CoordinateRule rule, int n, string kind)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const int Length = 5003;
        int f = (n - 1) / 3;
        var plan = CombinationPlan<T>.Of(new Combination { Rule = rule, Trim = f, Keep = n - f }, n);
        VectorBuffer<T>[] vectors = KernelData.Vectors<T>(n, Length, kind, n);
        var whole = new VectorBuffer<T>(Length);
        var pieces = new VectorBuffer<T>(Length);
        plan.Apply(vectors, 0, whole.Span);
        for (int start = 0; start < Length; start += 777)
            plan.Apply(vectors, start, pieces.Span.Slice(start, Math.Min(777, Length - start)));

        Assert.True(whole.AllBytes.Span.SequenceEqual(pieces.AllBytes.Span), $"{typeof(T).Name}, n = {n}");
    }

    private static VectorBuffer<float>[] Rows(params float[][] rows)
    {
        return [.. rows.Select(Copy)];

        static VectorBuffer<float> Copy(float[] row)
        {
            var vector = new VectorBuffer<float>(row.Length);
            row.CopyTo(vector.Span);
            return vector;
        }
    }

    private static void Check<T>(Combination combination, int n, int length, string kind)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        VectorBuffer<T>[] vectors = KernelData.Vectors<T>(n, length, kind, n + length);
        T[] result = new T[length];
        CombinationPlan<T>.Of(combination, n).Apply(vectors, 0, result);
        for (int c = 0; c < length; c++)
        {
            double[] values = KernelData.Mixed(vectors, combination.Mixing, c);
            double expected = KernelData.Join(combination, values);
            double scale = values.Max(Math.Abs);
            double tolerance = typeof(T) == typeof(double)
                ? (1e-14 * scale) + double.Epsilon
                : (1e-12 * scale) + (7e-8 * Math.Abs(expected)) + float.Epsilon;
            double actual = double.CreateTruncating(result[c]);
            Assert.True(Math.Abs(actual - expected) <= tolerance, $"{typeof(T).Name} {combination.Rule} n = {n}, {kind}, column {c} of {length}: {actual:r}, not {expected:r}");
        }
    }
}
