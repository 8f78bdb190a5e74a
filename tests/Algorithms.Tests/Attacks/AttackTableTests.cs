using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Starling.Algorithms.Attacks;
using Starling.Algorithms.Options;
using Xunit;

namespace Starling.Algorithms.Tests.Attacks;

public sealed class AttackTableTests
{
    [Fact]
    public void The_kinds_are_those_that_job_files_know() => Assert.Equal(
        [
            "alie", "alie-optimized", "augmentation", "drop", "duplicate", "gaussian", "inf", "ipm", "ipm-optimized", "label-flip", "mimic", "min-max", "min-sum",
            "nan", "none", "sign-flip", "stale", "uniform", "wrong-shape", "zero",
        ],
        AttackTable.All.Entries.Select(entry => entry.Kind).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_attack_is_either_omniscient_or_a_workers_own() => Assert.All(AttackTable.All.Entries, entry =>
    {
        var options = (AttackOptions)Activator.CreateInstance(entry.OptionsType)!;
        Assert.True(options.CreateOmniscient() is null != options.CreateWorker() is null);
        Assert.Empty(options.Check());
        Assert.Empty(options.Check(5, 2));
    });

    [Fact]
    public void Every_parameter_is_documented_and_every_number_has_a_range() =>
        Assert.All(AttackTable.All.Entries.SelectMany(entry => OptionsShape.Of(entry.OptionsType).Properties), field =>
        {
            Assert.NotEmpty(XmlDocumentation.Summary(field.Property) ?? "");
            if (field.Type.Form is OptionsForm.Integer or OptionsForm.Number)
                Assert.NotNull(field.Property.GetCustomAttribute<RangeAttribute>());
        });
}
