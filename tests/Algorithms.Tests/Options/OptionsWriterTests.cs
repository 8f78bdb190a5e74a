using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Starling.Algorithms.Options;
using Xunit;

namespace Starling.Algorithms.Tests.Options;

public sealed class OptionsWriterTests
{
    [Fact]
    public void Every_field_is_written_in_one_order_kind_first()
    {
        var options = new TrialOptions
        {
            Solver = new NewtonOptions { Damping = 1e-5 },
            Chain = [new GradientOptions()],
            Limits = new LimitsSection { Rounds = null },
            Labels = ImmutableDictionary<string, string>.Empty.Add("b", "2").Add("a", "\"é\""),
        };

        Assert.Equal(
            """
            {"solver":{"kind":"newton","damping":1E-05,"steps":10},"chain":[{"kind":"gradient","learningRate":0.1,"steps":10}],
            "limits":{"low":0,"high":5,"rounds":null},"mode":"dry-run","verbose":false,"seed":1,"budget":0,"title":"trial","mark":",",
            "sizes":[200],"weights":[0.5],"tags":[],"labels":{"a":"\"é\"","b":"2"}}
            """.Replace("\n", "", StringComparison.Ordinal),
            Write(options));
    }

    [Fact]
    public void What_is_written_is_read_as_equal()
    {
        Gen<double> numbers = ArbMap.Default.GeneratorFor<NormalFloat>().Select(number => number.Get);
        Gen<SolverOptions> solvers =
            from rate in numbers
            from steps in Gen.Choose(1, 1000)
            from damped in ArbMap.Default.GeneratorFor<bool>()
            select damped
                ? (SolverOptions)new NewtonOptions { Damping = Math.Abs(rate) + 1e-300, Steps = steps }
                : new GradientOptions { LearningRate = Math.Clamp(Math.Abs(rate), 1e-300, 1e6), Steps = steps };
        Gen<TrialOptions> trials =
            from solver in solvers
            from polish in solvers.OrNull()
            from chain in solvers.ListOf()
            from seed in ArbMap.Default.GeneratorFor<ulong>()
            from budget in ArbMap.Default.GeneratorFor<long>()
            from time in numbers
            from rounds in Gen.Choose(0, int.MaxValue)
            from sizes in Gen.Choose(1, 1000).ArrayOf()
            from tags in ArbMap.Default.GeneratorFor<NonNull<string>>().Select(text => text.Get).Where(IsUnicode).ListOf()
            select new TrialOptions
            {
                Solver = solver,
                Polish = polish,
                Chain = [.. chain],
                Seed = seed,
                Budget = budget,
                Limits = new LimitsSection { Time = time, Rounds = rounds == 0 ? null : rounds },
                Sizes = [.. sizes],
                Tags = [.. tags],
            };

        Prop.ForAll(trials.ToArbitrary(), options =>
        {
            OptionsBinding<TrialOptions> binding = TrialOptions.Bind(Write(options));
            return binding.Issues.Count == 0 && AreEqual(options, binding.Value!) && Write(options) == Write(binding.Value!);
        }).Check(Config.QuickThrowOnFailure.WithReplay(1, 3).WithQuietOnSuccess(true));
    }

    [Theory]
    [InlineData(nameof(TrialOptions.Solver), null)]
    [InlineData(nameof(TrialOptions.Limits), null)]
    [InlineData(nameof(TrialOptions.Seed), "1")]
    [InlineData(nameof(TrialOptions.Sizes), "[200]")]
    [InlineData(nameof(TrialOptions.Mode), "\"dry-run\"")]
    public void A_default_is_written_shortly(string name, string? json)
    {
        OptionsProperty property = OptionsShape.Of(typeof(TrialOptions)).Properties.Single(field => field.Property.Name == name);

        OptionsNode? written = OptionsWriter.WriteDefault(property, TrialOptions.Tables);

        Assert.Equal(json, written is null ? null : OptionsJson.Write(written));
    }

    private static string Write(TrialOptions options) => OptionsJson.Write(OptionsWriter.Write(options, TrialOptions.Tables));

    /// <summary>Half of a surrogate pair is no text in UTF-8, and so in no file.</summary>
    private static bool IsUnicode(string text) => !text.Any(char.IsSurrogate);

    private static bool AreEqual(TrialOptions a, TrialOptions b) =>
        a.Solver == b.Solver && a.Polish == b.Polish && a.Chain.SequenceEqual(b.Chain) && a.Seed == b.Seed && a.Budget == b.Budget
        && a.Limits == b.Limits && a.Sizes.SequenceEqual(b.Sizes) && a.Tags.SequenceEqual(b.Tags);
}
