using Starling.Cli.Running;
using Starling.Client.Results;
using Starling.GrainInterfaces;

namespace Starling.Cli.Display;

/// <summary>Shows nothing: <c>--quiet</c>.</summary>
internal sealed class QuietDisplay : IRunDisplay
{
    /// <inheritdoc/>
    public Task ShowAsync(Func<RunProgress> current, Func<Task> work) => work();

    /// <inheritdoc/>
    public void OnChange(RunProgress progress, JobEvent? item)
    {
    }

    /// <inheritdoc/>
    public void OnEnd(ResultDocument result, string? folder)
    {
    }
}
