using System.Text;
using Microsoft.Extensions.Options;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Runs;
using Starling.GrainInterfaces;

namespace Starling.Grains.Security;

/// <summary>What a cluster takes in at most: section <c>Limits</c> of the silos' configuration.</summary>
public sealed class JobLimits
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Limits";

    /// <summary>Bytes of a job's definition as UTF-8. Default 1 MiB.</summary>
    public int JobBytes { get; set; } = 1 << 20;

    /// <summary>Workers of a job. Default 100,000.</summary>
    public int Workers { get; set; } = 100_000;

    /// <summary>Parameters of a job's model. Default 1,000,000,000. Known once the data are loaded.</summary>
    public long Parameters { get; set; } = 1_000_000_000;

    /// <summary>Rounds of a job. Default 10,000,000. A job that only another criterion stops is not counted.</summary>
    public int Rounds { get; set; } = 10_000_000;

    /// <summary>Jobs that wait at the same time. Default 1000.</summary>
    public int QueuedJobs { get; set; } = 1000;

    /// <summary>
    /// Jobs of one submitter that run at the same time; 0, the default, for as many as fit. Where the cluster asks for no tokens
    /// there are no submitters, and it does not apply.
    /// </summary>
    public int RunningJobsPerSubmitter { get; set; }

    /// <summary>
    /// Calls a second that one token may make to one silo; twice as many in a burst. 0 for no limit. Default 1000: a client that
    /// fetches a large model makes one call for each MiB.
    /// </summary>
    public int CallsPerSecond { get; set; } = 1000;

    /// <summary>Gives other limits these values.</summary>
    public void CopyTo(JobLimits other)
    {
        other.JobBytes = JobBytes;
        other.Workers = Workers;
        other.Parameters = Parameters;
        other.Rounds = Rounds;
        other.QueuedJobs = QueuedJobs;
        other.RunningJobsPerSubmitter = RunningJobsPerSubmitter;
        other.CallsPerSecond = CallsPerSecond;
    }

    /// <summary>Refuses a job that asks for more than may be.</summary>
    /// <param name="spec">The job.</param>
    /// <param name="definition">Its definition, read.</param>
    /// <exception cref="StarlingException">STAR0410: which limit, and what the job asks for.</exception>
    public void Check(JobSpec spec, RunDefinition definition)
    {
        Check(spec, Encoding.UTF8.GetByteCount(spec.Definition), JobBytes, "bytes", nameof(JobBytes));
        Check(spec, definition.Workers.Count, Workers, "workers", nameof(Workers));
        Check(spec, definition.Stop.Rounds ?? 0, Rounds, "rounds", nameof(Rounds));
        Check(spec, spec.Shards, Parameters, "shards, more than parameters can be", nameof(Parameters));
    }

    /// <summary>Refuses a text that is too long to be read as a job at all: asked before it is parsed.</summary>
    /// <inheritdoc cref="Check(JobSpec, RunDefinition)"/>
    public void CheckSize(JobSpec spec) => Check(spec, Encoding.UTF8.GetByteCount(spec.Definition), JobBytes, "bytes", nameof(JobBytes));

    /// <summary>Refuses a model that is too large.</summary>
    /// <param name="spec">The job.</param>
    /// <param name="parameters">P, the number of its parameters.</param>
    /// <exception cref="StarlingException">STAR0410: the limit, and what the job asks for.</exception>
    public void CheckParameters(JobSpec spec, long parameters) => Check(spec, parameters, Parameters, "parameters", nameof(Parameters));

    private static void Check(JobSpec spec, long value, long most, string what, string limit)
    {
        if (value > most)
        {
            throw new StarlingException(
                ErrorCatalog.JobTooLarge, $"Job '{spec.Name}' has {value} {what}; this cluster allows {most} ({Section}:{limit}).");
        }
    }
}

/// <summary>Checks <see cref="JobLimits"/> when the silo starts.</summary>
internal sealed class JobLimitsValidator : IValidateOptions<JobLimits>
{
    public ValidateOptionsResult Validate(string? name, JobLimits options)
    {
        List<string> wrong = [];
        void AtLeast(long value, long least, string property)
        {
            if (value < least)
                wrong.Add($"{JobLimits.Section}:{property} is {value}; it must be at least {least}.");
        }

        AtLeast(options.JobBytes, 1, nameof(options.JobBytes));
        AtLeast(options.Workers, 1, nameof(options.Workers));
        AtLeast(options.Parameters, 1, nameof(options.Parameters));
        AtLeast(options.Rounds, 1, nameof(options.Rounds));
        AtLeast(options.QueuedJobs, 1, nameof(options.QueuedJobs));
        AtLeast(options.RunningJobsPerSubmitter, 0, nameof(options.RunningJobsPerSubmitter));
        AtLeast(options.CallsPerSecond, 0, nameof(options.CallsPerSecond));
        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }
}
