using Microsoft.Extensions.Options;

namespace Starling.Grains.Queue;

/// <summary>How the queue of a cluster's jobs works.</summary>
public sealed class JobQueueOptions
{
    /// <summary>
    /// A job that waits gains one point of priority in this time, so that no job waits for ever behind others of higher
    /// priority. Default 10 minutes: within that time the priorities that people gave decide, and fairness among equals.
    /// </summary>
    public TimeSpan PriorityPointAfter { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How often a running job is asked how it is. Default 2 s. This bounds how long a job stays without a coordinator.</summary>
    public TimeSpan PingEvery { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How often a job that waits or is paused is asked how it is. Default 10 s.</summary>
    public TimeSpan PingIdleEvery { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the queue waits for a job's answer before it counts as none. Default 10 s.</summary>
    public TimeSpan PingTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many jobs are asked at the same time at most. Default 64.</summary>
    public int PingsUnderWay { get; set; } = 64;

    /// <summary>How many jobs that have ended are kept in the list, the newest ones. Default 1000. Their results are not touched.</summary>
    public int EndedJobs { get; set; } = 1000;
}

/// <summary>Checks <see cref="JobQueueOptions"/> when the silo starts.</summary>
internal sealed class JobQueueOptionsValidator : IValidateOptions<JobQueueOptions>
{
    public ValidateOptionsResult Validate(string? name, JobQueueOptions options)
    {
        List<string> wrong = [];
        void Positive(TimeSpan value, string property)
        {
            if (value <= TimeSpan.Zero)
                wrong.Add($"JobQueueOptions.{property} is {value}; it must be positive.");
        }

        Positive(options.PriorityPointAfter, nameof(options.PriorityPointAfter));
        Positive(options.PingEvery, nameof(options.PingEvery));
        Positive(options.PingIdleEvery, nameof(options.PingIdleEvery));
        Positive(options.PingTimeout, nameof(options.PingTimeout));
        if (options.PingsUnderWay < 1)
            wrong.Add($"JobQueueOptions.PingsUnderWay is {options.PingsUnderWay}; it must be at least 1.");
        if (options.EndedJobs < 0)
            wrong.Add($"JobQueueOptions.EndedJobs is {options.EndedJobs}; it must not be negative.");
        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }
}
