using Microsoft.Extensions.Options;

namespace Starling.Grains.Jobs;

/// <summary>How jobs run on a silo.</summary>
public sealed class JobOptions
{
    /// <summary>After this time without an answer a worker is asked again. Default 10 s; a repeated order starts nothing twice.</summary>
    public TimeSpan AskAgainAfter { get; set; } = TimeSpan.FromSeconds(10);
}

/// <summary>Checks <see cref="JobOptions"/> when the silo starts.</summary>
internal sealed class JobOptionsValidator : IValidateOptions<JobOptions>
{
    public ValidateOptionsResult Validate(string? name, JobOptions options) =>
        options.AskAgainAfter > TimeSpan.Zero
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"JobOptions.AskAgainAfter is {options.AskAgainAfter}; it must be positive.");
}
