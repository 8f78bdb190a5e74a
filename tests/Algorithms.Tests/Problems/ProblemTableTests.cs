using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Starling.Algorithms.Data;
using Starling.Algorithms.Options;
using Starling.Algorithms.Problems;
using Xunit;

namespace Starling.Algorithms.Tests.Problems;

public sealed class ProblemTableTests
{
    private static readonly PartTables Tables = new(ProblemTable.All, DataTable.All, PartitionTable.All);

    public static TheoryData<string> Kinds => [.. ProblemTable.All.Entries.Select(entry => entry.Kind)];

    [Fact]
    public void The_kinds_are_those_of_job_files() =>
        Assert.Equal(["quadratic", "least-squares", "logistic"], ProblemTable.All.Entries.Select(entry => entry.Kind));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_binds_by_its_name_and_makes_a_problem(string kind)
    {
        ProblemOptions options = Good($$"""{ "problem": "{{kind}}" }""");

        Assert.Empty(options.Check());
        IDistributedProblem problem = ((ConvexProblemOptions)options).Create(TestProblems.Context(5));
        Assert.Equal((5, 10), (problem.Nodes, problem.Dimension));
        Assert.InRange(problem.Solution!.Accuracy, 0, 1e-9);
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
