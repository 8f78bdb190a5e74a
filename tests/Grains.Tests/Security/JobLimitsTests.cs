using Starling.Algorithms.Errors;
using Starling.Algorithms.Runs;
using Starling.GrainInterfaces;
using Starling.Grains.Security;
using Starling.Grains.Tests.Cluster;
using Xunit;

namespace Starling.Grains.Tests.Security;

public sealed class JobLimitsTests
{
    private static readonly JobSpec Spec = TestJobs.Small(TestJobs.FedSpeed).ToSpec();

    [Fact]
    public void What_is_within_the_limits_passes() => new JobLimits().Check(Spec, RunDefinition.Parse(Spec.Definition));

    [Theory]
    [InlineData(nameof(JobLimits.JobBytes))]
    [InlineData(nameof(JobLimits.Workers))]
    [InlineData(nameof(JobLimits.Rounds))]
    public void What_is_not_is_refused_with_the_name_of_the_limit(string limit)
    {
        var limits = new JobLimits();
        typeof(JobLimits).GetProperty(limit)!.SetValue(limits, 3);

        StarlingException refusal = Assert.Throws<StarlingException>(() => limits.Check(Spec, RunDefinition.Parse(Spec.Definition)));

        Assert.Equal(ErrorCatalog.JobTooLarge, refusal.Error);
        Assert.Contains($"allows 3 (Limits:{limit})", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_that_is_too_long_is_refused_before_it_is_parsed() =>
        Assert.Throws<StarlingException>(() => new JobLimits().CheckSize(Spec with { Definition = new string('[', (1 << 20) + 1) }));

    [Fact]
    public void A_model_that_is_too_large_is_refused() =>
        Assert.Equal(ErrorCatalog.JobTooLarge, Assert.Throws<StarlingException>(() => new JobLimits().CheckParameters(Spec, 1_000_000_001)).Error);

    [Fact]
    public void Every_wrong_limit_is_told_at_once()
    {
        var limits = new JobLimits { JobBytes = 0, Workers = -1, Parameters = 0, Rounds = 0, QueuedJobs = 0, RunningJobsPerSubmitter = -1, CallsPerSecond = -1 };

        Assert.Equal(7, new JobLimitsValidator().Validate(null, limits).Failures!.Count());
        Assert.True(new JobLimitsValidator().Validate(null, new JobLimits()).Succeeded);
    }
}
