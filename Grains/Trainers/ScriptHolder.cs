using Starling.Algorithms.Models;

namespace Starling.Grains.Trainers;

/// <summary>A process, and what it was loaded with.</summary>
/// <param name="JobId">The job that it serves.</param>
/// <param name="Script">The process.</param>
/// <param name="Device">Its accelerator; null for none of its own.</param>
internal sealed record ScriptHolder(string JobId, ScriptProcess Script, string? Device) : IDisposable
{
    /// <summary>Whom it stands for; null before it was loaded.</summary>
    public int? Participant { get; set; }

    /// <summary>n_i of whom it stands for.</summary>
    public int Samples { get; set; }

    /// <summary>The tensors of the model, as it said them; null before it was asked.</summary>
    public ParameterLayout? Layout { get; set; }

    /// <summary>The memory that it shares with the silo; null where it does not.</summary>
    public ScriptMemory? Memory { get; set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Script.Dispose();
        Memory?.Dispose();
    }
}
