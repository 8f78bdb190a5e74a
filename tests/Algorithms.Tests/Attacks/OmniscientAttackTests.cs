using Starling.Algorithms.Attacks;
using Starling.Algorithms.Options;
using Xunit;

namespace Starling.Algorithms.Tests.Attacks;

/// <summary>The worked examples of section C of the specification.</summary>
public sealed class OmniscientAttackTests
{
    private const double Tolerance = 1.01e-6;

    public static TheoryData<AttackOptions, double[]> Examples => new()
    {
        { new SignFlipAttackOptions(), [-0.88, 1.64, -0.48, -2.58, 1.00] },
        { new SignFlipAttackOptions { Scale = 10 }, [-8.8, 16.4, -4.8, -25.8, 10.0] },
        { new IpmAttackOptions(), [-1.76, 3.28, -0.96, -5.16, 2.00] },
        { new AlieAttackOptions { Factor = 1.5, Direction = AlieDirection.Above }, [1.871590, -0.550046, 1.589392, 3.663744, 0.625961] },
        { new AlieAttackOptions(), [0.712522, -1.824091, 0.292626, 2.396958, -1.274622] },
        { new AlieAttackOptions { Factor = 1, Direction = AlieDirection.Above, Bessel = false }, [1.471270, -0.990077, 1.141513, 3.226220, -0.030464] },
        { new MimicAttackOptions(), [1.0, -2.0, 0.5, 3.0, -1.0] },
        { new MimicAttackOptions { Worker = 8 }, [1.4, -1.5, -0.6, 1.8, -2.2] },
    };

    [Theory]
    [MemberData(nameof(Examples))]
    public void A_worked_example_is_met(AttackOptions options, double[] expected)
    {
        double[] forged = HonestRows.Attack(options);

        for (int k = 0; k < expected.Length; k++)
            Assert.Equal(expected[k], forged[k], Tolerance);
    }

    [Theory]
    [InlineData(false, AttackDirection.Unit, 1.840420, new[] { 0.399286, -0.744125, 0.217793, 1.170635, -0.453735 })]
    [InlineData(false, AttackDirection.Sign, 0.845337, null)]
    [InlineData(false, AttackDirection.Std, 1.277771, null)]
    [InlineData(true, AttackDirection.Unit, 0.566387, new[] { 0.732061, -1.364295, 0.399306, 2.146270, -0.831887 })]
    [InlineData(true, AttackDirection.Sign, 0.253296, null)]
    [InlineData(true, AttackDirection.Std, 0.316162, null)]
    public void Min_max_and_min_sum_are_those_of_the_example(bool isSum, AttackDirection direction, double gamma, double[]? expected)
    {
        DistanceAttack attack = isSum ? new MinSum(direction) : new MinMax(direction);

        Assert.Equal(gamma, attack.Search(HonestRows.Input(HonestRows.Rows)), 1e-4);
        double[] forged = HonestRows.Write(attack.Forge(HonestRows.Input(HonestRows.Rows)), HonestRows.Rows);
        double[] mean = [.. Aggregation.WorkedExample.HonestMean];
        double[] sigma = [0.661060, 0.726636, 0.739594, 0.722496, 1.083974];
        for (int k = 0; k < mean.Length; k++)
        {
            double along = direction == AttackDirection.Sign ? Math.Sign(mean[k]) : sigma[k];
            Assert.Equal(expected?[k] ?? mean[k] - (gamma * along), forged[k], 1e-4);
        }
    }

    [Fact]
    public void A_mean_of_zero_has_no_direction()
    {
        double[][] rows = [[1, 2], [-1, -2]];

        Assert.Equal([0, 0], HonestRows.Write(new MinMax(AttackDirection.Unit).Forge(HonestRows.Input(rows)), rows));
    }

    [Theory]
    [InlineData(7, 2, 0.253347, 0.565949)]
    [InlineData(15, 3, 0.210428, 0.430727)]
    [InlineData(20, 8, 0.674490, 1.036433)]
    [InlineData(25, 5, 0.253347, 0.467699)]
    [InlineData(50, 24, 1.426077, 1.750686)]
    [InlineData(17, 4, 0.293381, 0.541395)]
    public void The_largest_factor_of_alie_is_the_tabulated_one(int workers, int byzantine, double ofHonest, double ofAll)
    {
        Assert.Equal(ofHonest, Alie.LargestFactor(workers, byzantine, AlieQuantile.Honest), Tolerance);
        Assert.Equal(ofAll, Alie.LargestFactor(workers, byzantine, AlieQuantile.All), Tolerance);
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(7, 4)]
    [InlineData(9, 8)]
    public void Alie_without_a_probability_between_0_and_1_is_refused(int workers, int byzantine)
    {
        Assert.Throws<ArgumentException>(() => Alie.LargestFactor(workers, byzantine, AlieQuantile.Honest));
        Assert.NotEmpty(new AlieAttackOptions { Bessel = false }.Check(workers - byzantine, byzantine));
        Assert.Empty(new AlieAttackOptions { Bessel = false, Factor = 1 }.Check(workers - byzantine, byzantine));
    }

    [Fact]
    public void A_deviation_of_one_honest_worker_is_refused()
    {
        AttackOptions[] needTwo = [new AlieAttackOptions { Factor = 1 }, new AlieOptimizedAttackOptions(), new MinMaxAttackOptions(), new MinSumAttackOptions()];
        Assert.All(needTwo, options =>
        {
            Assert.Single(options.Check(1, 1));
            Assert.Empty(options.Check(2, 1));
            Assert.Throws<ArgumentException>(() => options.CreateOmniscient()!.Forge(
                new AttackInput { Honest = 1, Byzantine = 1, Damage = _ => 0, Gram = Aggregation.WorkedExample.Gram([[1], [0], [1]]) }));
        });
        Assert.Empty(new AlieAttackOptions { Factor = 1, Bessel = false }.Check(1, 1));
    }

    [Fact]
    public void No_honest_worker_is_refused_and_no_byzantine_one_is_not()
    {
        Assert.All(AttackTable.All.Entries.Select(Create).Where(options => options.CreateOmniscient() is not null), options =>
        {
            Assert.NotEmpty(options.Check(0, 3));
            Assert.Empty(options.Check(0, 0));
            Assert.ThrowsAny<ArgumentException>(() => options.CreateOmniscient()!.Forge(
                new AttackInput { Honest = 0, Byzantine = 3, Damage = _ => 0, Gram = Aggregation.WorkedExample.Gram([[0], [0]]) }));
        });
    }

    private static AttackOptions Create(PartEntry entry) => (AttackOptions)Activator.CreateInstance(entry.OptionsType)!;
}
