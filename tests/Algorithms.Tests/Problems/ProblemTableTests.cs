using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Starling.Algorithms.Data;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Options;
using Starling.Algorithms.Problems;
using Starling.Algorithms.Problems.Games;
using Xunit;

namespace Starling.Algorithms.Tests.Problems;

public sealed class ProblemTableTests
{
    private static readonly PartTables Tables = new(ProblemTable.All, DataTable.All, PartitionTable.All);

    public static TheoryData<string> Kinds => [.. ProblemTable.All.Entries.Select(entry => entry.Kind)];

    [Fact]
    public void The_kinds_are_those_of_job_files() =>
        Assert.Equal(
            [
                "quadratic", "dense-quadratic", "least-squares", "logistic", "rotation", "bilinear", "quadratic-game", "robust-least-squares",
                "matrix-game", "robust-logistic", "quartic-game", "quadratic-penalty", "quadratic-constraints", "gan",
            ],
            ProblemTable.All.Entries.Select(entry => entry.Kind));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_binds_by_its_name_and_makes_a_problem(string kind)
    {
        ProblemOptions options = Good($$"""{ "problem": "{{kind}}" }""");

        Assert.Empty(options.Check());
        if (options is ConvexProblemOptions convex)
        {
            IDistributedProblem problem = convex.Create(TestProblems.Context(5));
            Assert.Equal(5, problem.Nodes);
            Assert.InRange(problem.Solution!.Accuracy, 0, 1e-9);
        }
        else
        {
            IGame game = Assert.IsType<GameOptions>(options, exactMatch: false).Create(TestProblems.Context(5));
            Assert.Equal(5, game.Nodes);
            double[] start = new double[game.Dimension];
            game.Start(start);
            Assert.True(VectorKernels.IsFinite<double>(start));
        }

        OptionsMap written = OptionsWriter.Write<object>(options, Tables);
        Assert.Equal(kind, Assert.IsType<OptionsScalar>(written.Fields[0].Value).Text);
    }

    [Fact]
    public void Every_field_is_read()
    {
        Assert.Equal(
            new QuadraticOptions { Dimension = 20, Condition = 1e4, Spectrum = QuadraticSpectrum.Rotated, Centers = QuadraticCenters.Normal },
            Good("""{ "problem": { "kind": "quadratic", "dimension": 20, "condition": 1e4, "spectrum": "rotated", "centers": "normal" } }"""));
        Assert.Equal(
            new LeastSquaresOptions { Scale = 0.5, L2 = 1, L1 = 2, Dimension = 3, Samples = 4, Noise = 5, FactorLow = -6, FactorHigh = 7 },
            Good("""
                { "problem": { "kind": "least-squares", "scale": 0.5, "l2": 1, "l1": 2, "dimension": 3, "samples": 4, "noise": 5,
                  "factorLow": -6, "factorHigh": 7 } }
                """));
        Assert.Equal(
            new LogisticOptions { L2 = 1, Dimension = 3, Samples = 4, Separation = 5, Heterogeneity = 6 },
            Good("""{ "problem": { "kind": "logistic", "l2": 1, "dimension": 3, "samples": 4, "separation": 5, "heterogeneity": 6 } }"""));
        Assert.Equal(
            new DenseQuadraticOptions { Dimension = 3, Smallest = 2, Largest = 4, Generator = InstanceGenerator.Portable, InstanceSeed = 5 },
            Good("""
                { "problem": { "kind": "dense-quadratic", "dimension": 3, "smallest": 2, "largest": 4, "generator": "portable",
                  "instanceSeed": 5 } }
                """));
        Assert.Equal(
            new BilinearOptions { Dimension = 3, Zeta = 2, Lambda = 4, Generator = InstanceGenerator.Portable, InstanceSeed = 5 },
            Good("""
                { "problem": { "kind": "bilinear", "dimension": 3, "zeta": 2, "lambda": 4, "generator": "portable", "instanceSeed": 5 } }
                """));
        Assert.Equal(
            new QuadraticGameOptions
            {
                Dimension = 3, Spectrum = QuadraticGameSpectrum.Shared, Samples = 4, Smallest = 5, Largest = 6, Coupling = 7, ScaleLow = 8, ScaleHigh = 9,
                Generator = InstanceGenerator.Portable, InstanceSeed = 5,
            },
            Good("""
                { "problem": { "kind": "quadratic-game", "dimension": 3, "spectrum": "shared", "samples": 4, "smallest": 5, "largest": 6,
                  "coupling": 7, "scaleLow": 8, "scaleHigh": 9, "generator": "portable", "instanceSeed": 5 } }
                """));
        Assert.Equal(
            new RobustLeastSquaresOptions
            {
                Data = new A9aDataOptions { Samples = 100 }, Standardise = false, Rows = 3, Columns = 4, Lambda = 5, Noise = 6,
                Generator = InstanceGenerator.Portable, InstanceSeed = 5,
            },
            Good("""
                { "problem": { "kind": "robust-least-squares", "data": { "kind": "a9a", "samples": 100 }, "standardise": false, "rows": 3,
                  "columns": 4, "lambda": 5, "noise": 6, "generator": "portable", "instanceSeed": 5 } }
                """));
        Assert.Equal(
            new RobustLogisticOptions
            {
                Data = new A9aDataOptions { Samples = 100 }, Lambda = 1, Beta = 2, Perturbation = Perturbation.PerSample, Dimension = 3, Samples = 4,
                Separation = 5, Heterogeneity = 6, Generator = InstanceGenerator.Portable, InstanceSeed = 5,
            },
            Good("""
                { "problem": { "kind": "robust-logistic", "data": { "kind": "a9a", "samples": 100 }, "lambda": 1, "beta": 2,
                  "perturbation": "per-sample", "dimension": 3, "samples": 4, "separation": 5, "heterogeneity": 6, "generator": "portable",
                  "instanceSeed": 5 } }
                """));
        Assert.Equal(
            new RotationOptions { Dimension = 2, Strength = 3, Lambda = 4, StartX = 5, StartY = -6, Noise = 7, Samples = 8 },
            Good("""
                { "problem": { "kind": "rotation", "dimension": 2, "strength": 3, "lambda": 4, "startX": 5, "startY": -6, "noise": 7,
                  "samples": 8 } }
                """));
        Assert.Equal(
            new QuarticGameOptions
            {
                Dimension = 2, QuadraticX = 3, QuadraticY = 4, QuarticX = 5, QuarticY = 6, Radius = 7, Noise = 8, Samples = 9,
                Generator = InstanceGenerator.Portable, InstanceSeed = 5,
            },
            Good("""
                { "problem": { "kind": "quartic-game", "dimension": 2, "quadraticX": 3, "quadraticY": 4, "quarticX": 5, "quarticY": 6,
                  "radius": 7, "noise": 8, "samples": 9, "generator": "portable", "instanceSeed": 5 } }
                """));
        Assert.Equal(
            new QuadraticPenaltyOptions
            {
                Dimension = 2, Rows = 3, Largest = 4, Mu = 5, CouplingScale = 6, LinearScale = 7, StartSeed = 8, Generator = InstanceGenerator.Portable,
                InstanceSeed = 5,
            },
            Good("""
                { "problem": { "kind": "quadratic-penalty", "dimension": 2, "rows": 3, "largest": 4, "mu": 5, "couplingScale": 6,
                  "linearScale": 7, "startSeed": 8, "generator": "portable", "instanceSeed": 5 } }
                """));
        Assert.Equal(
            new GanOptions { Modes = 2, Spread = 3, Samples = 4, Skew = 0.25, Hidden = 6, Latent = 7, Decay = 8 },
            Good("""
                { "problem": { "kind": "gan", "modes": 2, "spread": 3, "samples": 4, "skew": 0.25, "hidden": 6, "latent": 7, "decay": 8 } }
                """));
        Assert.Equal(
            new MatrixGameOptions { Size = 3, Theta = 2, Generator = InstanceGenerator.Portable, InstanceSeed = 5 },
            Good("""{ "problem": { "kind": "matrix-game", "size": 3, "theta": 2, "generator": "portable", "instanceSeed": 5 } }"""));
        Assert.Equal(
            new LogisticOptions { Data = new A9aDataOptions { Samples = 100, Partition = new QuantitySkewPartitionOptions() } },
            Good("""{ "problem": { "kind": "logistic", "data": { "kind": "a9a", "samples": 100, "partition": "quantity-skew" } } }"""));
    }

    [Theory]
    [InlineData("""{ "problem": { "kind": "quadratic", "dimension": 0 } }""", "STAR0105", "problem.dimension")]
    [InlineData("""{ "problem": { "kind": "quadratic", "condition": 0.5 } }""", "STAR0105", "problem.condition")]
    [InlineData("""{ "problem": { "kind": "quadratic", "dimension": 1 } }""", "STAR0108", "problem.condition")]
    [InlineData("""{ "problem": { "kind": "least-squares", "scale": 0 } }""", "STAR0105", "problem.scale")]
    [InlineData("""{ "problem": { "kind": "least-squares", "l1": -1 } }""", "STAR0105", "problem.l1")]
    [InlineData("""{ "problem": { "kind": "least-squares", "factorHigh": -1 } }""", "STAR0108", "problem.factorHigh")]
    [InlineData("""{ "problem": { "kind": "logistic", "samples": 0 } }""", "STAR0105", "problem.samples")]
    [InlineData("""{ "problem": { "kind": "dense-quadratic", "largest": 0.01 } }""", "STAR0108", "problem.largest")]
    [InlineData("""{ "problem": { "kind": "bilinear", "lambda": -1 } }""", "STAR0105", "problem.lambda")]
    [InlineData("""{ "problem": { "kind": "quadratic-game", "smallest": 0 } }""", "STAR0105", "problem.smallest")]
    [InlineData("""{ "problem": { "kind": "quadratic-game", "smallest": 2 } }""", "STAR0108", "problem.largest")]
    [InlineData("""{ "problem": { "kind": "quadratic-game", "scaleLow": 2 } }""", "STAR0108", "problem.scaleHigh")]
    [InlineData("""{ "problem": { "kind": "quadratic-game", "spectrum": "shared", "dimension": 1 } }""", "STAR0108", "problem.largest")]
    [InlineData("""{ "problem": { "kind": "robust-least-squares", "lambda": 1 } }""", "STAR0105", "problem.lambda")]
    [InlineData("""{ "problem": { "kind": "matrix-game", "size": 1 } }""", "STAR0105", "problem.size")]
    [InlineData("""{ "problem": { "kind": "rotation", "strength": 0 } }""", "STAR0105", "problem.strength")]
    [InlineData("""{ "problem": { "kind": "robust-logistic", "beta": 3.4 } }""", "STAR0302", "problem.beta")]
    [InlineData("""{ "problem": { "kind": "quartic-game", "radius": 0 } }""", "STAR0105", "problem.radius")]
    [InlineData("""{ "problem": { "kind": "quadratic-penalty", "mu": 0 } }""", "STAR0105", "problem.mu")]
    [InlineData("""{ "problem": { "kind": "gan", "skew": 2 } }""", "STAR0105", "problem.skew")]
    [InlineData("""{ "problem": { "kind": "bilinear", "instanceSeed": -1 } }""", "STAR0105", "problem.instanceSeed")]
    [InlineData("""{ "problem": "logistics" }""", "STAR0106", "problem")]
    public void Mistakes_have_a_number_and_a_place(string json, string code, string path)
    {
        LocatedIssue issue = Assert.Single(TrialBind(json).Issues);
        Assert.Equal((code, path), (issue.Error.Code, issue.Path));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_field_is_documented_and_every_number_has_a_range(string kind)
    {
        Assert.True(ProblemTable.All.TryFind(kind, out PartEntry? entry));
        Assert.True(entry.OptionsType.IsSealed);
        Assert.NotEmpty(entry.Summary);
        Assert.All(OptionsShape.Of(entry.OptionsType).Properties, field =>
        {
            Assert.False(string.IsNullOrEmpty(XmlDocumentation.Summary(field.Property)), field.Name);
            if (field.Type.Form is OptionsForm.Integer or OptionsForm.Number)
                Assert.NotNull(field.Property.GetCustomAttribute<RangeAttribute>());
        });
    }

    private static ProblemOptions Good(string json)
    {
        OptionsBinding<ProblemSection> binding = TrialBind(json);
        Assert.Empty(binding.Issues);
        return binding.Value!.Problem;
    }

    private static OptionsBinding<ProblemSection> TrialBind(string json)
    {
        Assert.True(OptionsJson.TryRead(json, "job.json", out OptionsNode? node, out LocatedIssue? issue), issue?.ToString());
        return OptionsBinder.Bind<ProblemSection>(node, Tables);
    }

    private sealed record ProblemSection
    {
        public required ProblemOptions Problem { get; init; }
    }
}
