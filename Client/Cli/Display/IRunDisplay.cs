using Starling.Cli.Running;
using Starling.Client.Results;
using Starling.GrainInterfaces;

namespace Starling.Cli.Display;

/// <summary>How a <c>run</c> shows itself while it goes on and when it has ended.</summary>
internal interface IRunDisplay
{
    /// <summary>Does the work and shows its progress meanwhile.</summary>
    /// <param name="current">The progress at any moment; may be called from any thread.</param>
    /// <param name="work">The work; it calls <see cref="OnChange"/>.</param>
    Task ShowAsync(Func<RunProgress> current, Func<Task> work);

    /// <summary>Something happened.</summary>
    /// <param name="progress">The progress after it.</param>
    /// <param name="item">The event; null where the command itself went on to another stage.</param>
    void OnChange(RunProgress progress, JobEvent? item);

    /// <summary>The job has ended and its results are written.</summary>
    /// <param name="result">What <c>result.json</c> says.</param>
    /// <param name="folder">The result folder as a person would type it; null where none was written.</param>
    void OnEnd(ResultDocument result, string? folder);
}
