using Microsoft.Extensions.Options;

namespace Starling.Grains.Jobs;

/// <summary>How jobs run on a silo.</summary>
public sealed class JobOptions
{
    /// <summary>After this time without an answer a worker is asked again. Default 2 s; a repeated order starts nothing twice.</summary>
    public TimeSpan AskAgainAfter { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a storage that fails is tried before a submission is refused or a checkpoint is given up. Default 20 s.</summary>
    public TimeSpan StoragePatience { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// How long a job waits at most for a silo that stops before it goes on. Default 30 s; a silo of the host waits for as long as a silo may take to stop,
    /// <c>Silo:ShutdownSeconds</c>.
    /// </summary>
    public TimeSpan LeavingPatience { get; set; } = TimeSpan.FromSeconds(30);
}

/// <summary>Checks <see cref="JobOptions"/> when the silo starts.</summary>
internal sealed class JobOptionsValidator : IValidateOptions<JobOptions>
{
    public ValidateOptionsResult Validate(string? name, JobOptions options) =>
        options.AskAgainAfter <= TimeSpan.Zero
            ? ValidateOptionsResult.Fail($"JobOptions.AskAgainAfter is {options.AskAgainAfter}; it must be positive.")
            : options.StoragePatience < TimeSpan.Zero
                ? ValidateOptionsResult.Fail($"JobOptions.StoragePatience is {options.StoragePatience}; it must not be negative.")
                : options.LeavingPatience < TimeSpan.Zero
                    ? ValidateOptionsResult.Fail($"JobOptions.LeavingPatience is {options.LeavingPatience}; it must not be negative.")
                    : ValidateOptionsResult.Success;
}
