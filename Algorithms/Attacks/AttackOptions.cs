using Starling.Algorithms.Errors;
using Starling.Algorithms.Options;

namespace Starling.Algorithms.Attacks;

/// <summary>
/// How the Byzantine workers of a simulation misbehave, with its parameters: <c>attack</c> of a job. An attack is either omniscient, and then
/// carried out where the slices of all updates are, or a worker's own, and then carried out by the worker before it sends.
/// </summary>
public abstract record AttackOptions : PartOptions
{
    /// <summary>The omniscient attack; null where it is a worker's own.</summary>
    public virtual IOmniscientAttack? CreateOmniscient() => null;

    /// <summary>The worker's own attack; null where it is omniscient.</summary>
    public virtual IWorkerAttack? CreateWorker() => null;

    /// <summary>What is wrong with this attack for so many workers; nothing where it can be carried out.</summary>
    /// <param name="honest">q, how many honest workers there are.</param>
    /// <param name="byzantine">f, how many Byzantine ones.</param>
    public IEnumerable<OptionIssue> Check(int honest, int byzantine)
    {
        if (byzantine > 0 && CreateOmniscient()?.Refuse(honest, byzantine) is { } reason)
            yield return new OptionIssue(ErrorCatalog.ImpossibleCombination, string.Empty, reason);
    }
}
