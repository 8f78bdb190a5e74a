using Starling.Algorithms.Models;

namespace Starling.Grains.Trainers;

/// <summary>A job with an external model, as its processes need to know it.</summary>
internal interface ITrainerJob
{
    /// <summary>The command and its limits.</summary>
    ExternalModelOptions Options { get; }

    /// <summary>Loads a process for a participant, where it is not loaded with it already.</summary>
    void Prepare(ScriptHolder holder, int participant, CancellationToken cancellationToken);
}
