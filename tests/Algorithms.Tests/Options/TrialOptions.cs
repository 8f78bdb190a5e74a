using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Options;
using Xunit;

namespace Starling.Algorithms.Tests.Options;

/// <summary>Invented options that have every form of field once: what the tests of this folder bind and write.</summary>
public sealed record TrialOptions
{
    public required SolverOptions Solver { get; init; }

    public SolverOptions? Polish { get; init; }

    public ImmutableArray<SolverOptions> Chain { get; init; } = [];

    public LimitsSection Limits { get; init; } = new();

    public TrialMode Mode { get; init; } = TrialMode.DryRun;

    public bool Verbose { get; init; }

    public ulong Seed { get; init; } = 1;

    public long Budget { get; init; }

    [RegularExpression("^[a-z]+$", ErrorMessage = "small letters")]
    public string Title { get; init; } = "trial";

    [StringLength(1, MinimumLength = 1)]
    public string Mark { get; init; } = ",";

    [Range(1, 1000)]
    public ImmutableArray<int> Sizes { get; init; } = [200];

    [MinLength(1)]
    public double[] Weights { get; init; } = [0.5];

    public IReadOnlyList<string> Tags { get; init; } = [];

    public ImmutableDictionary<string, string> Labels { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Computed, and so no field.</summary>
    public int SizeCount => Sizes.Length;

    public static PartTables Tables { get; } = new(new PartTable<SolverOptions>(
        new PartEntry("gradient", typeof(GradientOptions), "Gradient steps"),
        new PartEntry("newton", typeof(NewtonOptions), "Newton steps"),
        new PartEntry("file", typeof(FileOptions), "Steps from a file")));

    /// <summary>Binds JSON to these options.</summary>
    public static OptionsBinding<TrialOptions> Bind(string json) => Bind<TrialOptions>(json);

    public static OptionsBinding<T> Bind<T>(string json)
        where T : class
    {
        Assert.True(OptionsJson.TryRead(json, "trial.json", out OptionsNode? node, out LocatedIssue? issue), issue?.ToString());
        return OptionsBinder.Bind<T>(node, Tables);
    }
}

public enum TrialMode
{
    DryRun,
    Real,
}

public sealed record LimitsSection : ICheckedOptions
{
    [Range(0, 10)]
    public double Low { get; init; }

    [Range(0.0, 10.0, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double High { get; init; } = 5;

    [Range(1, int.MaxValue)]
    public int? Rounds { get; init; } = 7;

    public double? Time { get; init; }

    public IEnumerable<OptionIssue> Check()
    {
        if (Low > High)
            yield return new OptionIssue(ErrorCatalog.ImpossibleCombination, "low", $"low {Low} is above high {High}.");
    }
}

public abstract record SolverOptions : PartOptions
{
    [Range(1, 1000)]
    public int Steps { get; init; } = 10;
}

public sealed record GradientOptions : SolverOptions
{
    [Range(0, 1e6, MinimumIsExclusive = true)]
    public double LearningRate { get; init; } = 0.1;

    public SolverOptions? Inner { get; init; }
}

public sealed record NewtonOptions : SolverOptions
{
    /// <summary>How far a step goes.</summary>
    public required double Damping { get; init; }

    public override IEnumerable<OptionIssue> Check()
    {
        if (Damping == 0 && Steps > 1)
            yield return new OptionIssue(ErrorCatalog.ImpossibleCombination, "damping", "damping 0 makes every step after the first the same.");
    }
}

public sealed record FileOptions : SolverOptions
{
    [Required]
    public string Path { get; init; } = "";

    [Required]
    public string Column { get; init; } = "last";
}
