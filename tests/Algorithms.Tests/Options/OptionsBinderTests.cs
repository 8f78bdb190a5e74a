using Starling.Algorithms.Options;
using Xunit;

namespace Starling.Algorithms.Tests.Options;

public sealed class OptionsBinderTests
{
    [Fact]
    public void Defaults_stand_where_nothing_is_written()
    {
        TrialOptions options = Good("""{ "solver": "gradient" }""");

        Assert.Equal(new GradientOptions(), options.Solver);
        Assert.Null(options.Polish);
        Assert.Equal(new LimitsSection(), options.Limits);
        Assert.Equal(TrialMode.DryRun, options.Mode);
        Assert.Equal([200], options.Sizes);
        Assert.Equal("trial", options.Title);
    }

    [Fact]
    public void Every_form_of_field_is_read()
    {
        TrialOptions options = Good("""
            {
              "solver": { "kind": "newton", "damping": 1e-3, "steps": 5 },
              "polish": { "kind": "gradient", "inner": { "kind": "gradient", "learningRate": 2 } },
              "chain": ["gradient", { "kind": "newton", "damping": 1 }],
              "limits": { "low": 2, "high": 2.5, "time": 60 },
              "mode": "real", "verbose": true, "seed": 18446744073709551615, "budget": -9223372036854775808, "title": "abc",
              "sizes": [1, 1000], "weights": [0.25, 4], "tags": ["a", "b"], "labels": { "gpu": "true", "zone": 5 }
            }
            """);

        Assert.Equal(new NewtonOptions { Damping = 0.001, Steps = 5 }, options.Solver);
        Assert.Equal(new GradientOptions { Inner = new GradientOptions { LearningRate = 2 } }, options.Polish);
        Assert.Equal([new GradientOptions(), new NewtonOptions { Damping = 1 }], options.Chain);
        Assert.Equal(new LimitsSection { Low = 2, High = 2.5, Time = 60 }, options.Limits);
        Assert.Equal(TrialMode.Real, options.Mode);
        Assert.True(options.Verbose);
        Assert.Equal(ulong.MaxValue, options.Seed);
        Assert.Equal(long.MinValue, options.Budget);
        Assert.Equal([1, 1000], options.Sizes);
        Assert.Equal([0.25, 4], options.Weights);
        Assert.Equal(["a", "b"], options.Tags);
        Assert.Equal("5", options.Labels["zone"]);
    }

    [Fact]
    public void Nothing_is_the_default_where_the_field_needs_a_value_and_nothing_where_it_does_not()
    {
        TrialOptions options = Good("""{ "solver": "gradient", "limits": { "low": null, "rounds": null }, "sizes": null }""");

        Assert.Equal(0, options.Limits.Low);
        Assert.Null(options.Limits.Rounds);
        Assert.Equal([200], options.Sizes);
    }

    // Each mistake: what is written, then number, path, column, and what the sentence must say.
    [Theory]
    [InlineData("""{ "solver": "gradient", "sede": 2 }""", "STAR0103", "sede", 25, "did you mean 'seed'?")]
    [InlineData("""{ "solver": "gradient", "dry_run": 2 }""", "STAR0103", "dry_run", 25, "Valid: solver, polish, chain, limits, mode, ")]
    [InlineData("""{ "solver": "gradient", "rounds": 2 }""", "STAR0103", "rounds", 25, "it belongs to 'limits'")]
    [InlineData("""{ "solver": { "kind": "gradient", "seed": 2 } }""", "STAR0103", "solver.seed", 35, "it belongs to the top level")]
    [InlineData("""{ "solver": { "kind": "gradient", "learning-rate": 2 } }""", "STAR0103", "solver.learning-rate", 35, "did you mean 'learningRate'?")]
    [InlineData("""{ "solver": { "kind": "gradient", "damping": 2 } }""", "STAR0103", "solver.damping", 35, "Valid: kind, learningRate, inner, steps.")]
    [InlineData("""{ "solver": "gradient", "sizeCount": 2 }""", "STAR0103", "sizeCount", 25, "no such field")]
    [InlineData("""{ "solver": "gradient", "seed": "2" }""", "STAR0104", "seed", 33, "a whole number of at least 0, not the text '2'")]
    [InlineData("""{ "solver": "gradient", "seed": 1.5 }""", "STAR0104", "seed", 33, "not '1.5'")]
    [InlineData("""{ "solver": "gradient", "seed": 1e-30 }""", "STAR0104", "seed", 33, "not '1e-30'")]
    [InlineData("""{ "solver": "gradient", "verbose": "true" }""", "STAR0104", "verbose", 36, "true or false")]
    [InlineData("""{ "solver": "gradient", "verbose": 1 }""", "STAR0104", "verbose", 36, "true or false, not '1'")]
    [InlineData("""{ "solver": "gradient", "sizes": 5 }""", "STAR0104", "sizes", 34, "a list, each element a whole number from 1 to 1000, not '5'")]
    [InlineData("""{ "solver": "gradient", "limits": 5 }""", "STAR0104", "limits", 35, "a map with fields of low, high, rounds, time, not '5'")]
    [InlineData("""{ "solver": "gradient", "labels": [] }""", "STAR0104", "labels", 35, "a map of names to texts, not a list")]
    [InlineData("""{ "solver": "gradient", "labels": { "a": {} } }""", "STAR0104", "labels.a", 37, "a text, not a map")]
    [InlineData("""{ "solver": ["gradient"] }""", "STAR0104", "solver", 13, "a kind, or a map with a kind")]
    [InlineData("""{ "solver": "gradient", "title": {} }""", "STAR0104", "title", 34, "small letters, not a map")]
    [InlineData("""{ "solver": "gradient", "mark": "" }""", "STAR0105", "mark", 33, "a text of one character, not ''")]
    [InlineData("""{ "solver": "gradient", "mark": "ab" }""", "STAR0105", "mark", 33, "a text of one character, not 'ab'")]
    [InlineData("""{ "solver": { "kind": "file" } }""", "STAR0107", "solver.path", 13, "required: a text that is not empty.")]
    [InlineData("""{ "solver": { "kind": "file", "path": "" } }""", "STAR0105", "solver.path", 39, "a text that is not empty")]
    [InlineData("""{ "solver": "gradient", "title": "A" }""", "STAR0105", "title", 34, "a text of small letters, not 'A'")]
    [InlineData("""{ "solver": "gradient", "title": "a\n" }""", "STAR0105", "title", 34, "small letters")]
    [InlineData("""{ "solver": "gradient", "seed": -1 }""", "STAR0105", "seed", 33, "beyond what it can hold")]
    [InlineData("""{ "solver": "gradient", "budget": 9223372036854775808 }""", "STAR0105", "budget", 35, "beyond what it can hold")]
    [InlineData("""{ "solver": "gradient", "limits": { "low": 11 } }""", "STAR0105", "limits.low", 44, "from 0 to 10, not 11")]
    [InlineData("""{ "solver": "gradient", "limits": { "high": 0 } }""", "STAR0105", "limits.high", 45, "above 0 and below 10, not 0")]
    [InlineData("""{ "solver": "gradient", "limits": { "high": 10 } }""", "STAR0105", "limits.high", 45, "above 0 and below 10, not 10")]
    [InlineData("""{ "solver": "gradient", "limits": { "time": 1e999 } }""", "STAR0105", "limits.time", 45, "a finite number")]
    [InlineData("""{ "solver": "gradient", "limits": { "rounds": 0 } }""", "STAR0105", "limits.rounds", 47, "of at least 1, not 0")]
    [InlineData("""{ "solver": "gradient", "sizes": [1, 0] }""", "STAR0105", "sizes[1]", 38, "from 1 to 1000, not 0")]
    [InlineData("""{ "solver": "gradient", "weights": [] }""", "STAR0105", "weights", 36, "a list that is not empty, each element a number; it has 0.")]
    [InlineData("""{ "solver": "gradiant" }""", "STAR0106", "solver", 13, "did you mean 'gradient'? Valid: gradient, newton, file.")]
    [InlineData("""{ "solver": { "kind": "neuton", "x": 1 } }""", "STAR0106", "solver.kind", 23, "did you mean 'newton'?")]
    [InlineData("""{ "solver": { "kind": ["newton"] } }""", "STAR0106", "solver.kind", 23, "Valid: gradient, newton, file.")]
    [InlineData("""{ "solver": "gradient", "mode": "dryrun" }""", "STAR0106", "mode", 33, "did you mean 'dry-run'? Valid: dry-run, real.")]
    [InlineData("""{ "solver": "gradient", "mode": "DryRun" }""", "STAR0106", "mode", 33, "dry-run")]
    [InlineData("""{ "solver": "gradient", "mode": 0 }""", "STAR0106", "mode", 33, "Valid: dry-run, real.")]
    [InlineData("""{ "seed": 2 }""", "STAR0107", "solver", 1, "required: one of gradient, newton, file")]
    [InlineData("""{ "solver": null }""", "STAR0107", "solver", 3, "required: one of gradient, newton, file")]
    [InlineData("""{ "solver": { "steps": 3 } }""", "STAR0107", "solver", 13, "A kind is required, one of gradient, newton, file.")]
    [InlineData("""{ "solver": { "kind": "newton" } }""", "STAR0107", "solver.damping", 13, "a number. It is: How far a step goes.")]
    [InlineData("""{ "solver": "newton" }""", "STAR0107", "solver.damping", 13, "required")]
    [InlineData("""{ "solver": "gradient", "limits": { "low": 6 } }""", "STAR0108", "limits.low", 44, "low 6 is above high 5.")]
    [InlineData("""{ "solver": { "kind": "newton", "damping": 0 } }""", "STAR0108", "solver.damping", 44, "damping 0 makes")]
    [InlineData("""{ "solver": "gradient", "seed": 2, "seed": 2 }""", "STAR0109", "seed", 36, "This stands already at trial.json:1:25.")]
    [InlineData("""{ "solver": { "kind": "gradient", "kind": "newton" } }""", "STAR0109", "solver.kind", 35, "already at trial.json:1:15")]
    [InlineData("""{ "solver": "gradient", "labels": { "a": "1", "a": "2" } }""", "STAR0109", "labels.a", 47, "already")]
    public void A_mistake_is_refused_with_its_number_its_place_and_what_would_be_valid(
        string json, string code, string path, int column, string sentence)
    {
        OptionsBinding<TrialOptions> binding = TrialOptions.Bind(json);

        Assert.Null(binding.Value);
        LocatedIssue issue = Assert.Single(binding.Issues);
        Assert.Equal(code, issue.Error.Code);
        Assert.Equal(path, issue.Path);
        Assert.Equal(new OptionsMark("trial.json", 1, column), issue.Mark);
        Assert.Contains(sentence, issue.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_mistakes_are_found_at_once()
    {
        OptionsBinding<TrialOptions> binding = TrialOptions.Bind("""
            {
              "solver": { "kind": "newton", "steps": 0 },
              "polish": { "kind": "nothing" },
              "chain": ["gradient", "gradiant", { "kind": "gradient", "x": 1 }],
              "limits": { "low": 6, "high": 5 },
              "mode": "unreal", "verbose": 0, "seed": -1, "sizes": [0, 5, 1001],
              "verbose": true, "colour": "red"
            }
            """);

        Assert.Equal(
            [
                "STAR0103 chain[2].x", "STAR0103 colour", "STAR0104 verbose", "STAR0105 seed", "STAR0105 sizes[0]", "STAR0105 sizes[2]",
                "STAR0105 solver.steps", "STAR0106 chain[1]", "STAR0106 mode", "STAR0106 polish.kind", "STAR0107 solver.damping",
                "STAR0108 limits.low", "STAR0109 verbose",
            ],
            binding.Issues.Select(issue => $"{issue.Error.Code} {issue.Path}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Options_are_asked_about_themselves_only_where_their_fields_are_valid() =>
        Assert.Equal(
            ["STAR0105"],
            TrialOptions.Bind("""{ "solver": "gradient", "limits": { "low": 6, "rounds": 0 } }""").Issues.Select(issue => issue.Error.Code));

    [Fact]
    public void An_issue_prints_as_one_line()
    {
        LocatedIssue issue = Assert.Single(TrialOptions.Bind("""{ "solver": "gradient", "verbose": 1 }""").Issues);

        Assert.Equal("trial.json:1:36: verbose: STAR0104: This must be true or false, not '1'.", issue.ToString());
        Assert.Equal("trial.json:1:36: verbose: This must be true or false, not '1'.", LocatedIssue.ToException([issue]).Message);
        Assert.Contains("\n  " + issue, LocatedIssue.ToException([issue, issue]).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_limit_that_job_files_do_not_know_is_an_error_of_the_program() =>
        Assert.Throws<NotSupportedException>(() => TrialOptions.Bind<UnknownLimit>("{}"));

    private static TrialOptions Good(string json)
    {
        OptionsBinding<TrialOptions> binding = TrialOptions.Bind(json);
        Assert.Empty(binding.Issues);
        return binding.Value!;
    }

    private sealed record UnknownLimit
    {
        [System.ComponentModel.DataAnnotations.EmailAddress]
        public string Mail { get; init; } = "";
    }
}
