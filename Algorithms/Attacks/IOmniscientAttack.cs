namespace Starling.Algorithms.Attacks;

/// <summary>
/// An attack whose Byzantine workers know all honest updates of the round, and send one vector made of them. A pure function: it decides from
/// counts and inner products, the vector itself is written slice by slice with <see cref="ForgeryKernel"/>.
/// </summary>
public interface IOmniscientAttack
{
    /// <summary>Whether it looks at <see cref="AttackInput.Gram"/>.</summary>
    bool NeedsGram => false;

    /// <summary>Whether its sigma, in the forgery and in the Gram matrix, is divided by q - 1 and not by q.</summary>
    bool Bessel => true;

    /// <summary>Why the attack cannot be carried out with so many workers in a round; null where it can.</summary>
    /// <param name="honest">q.</param>
    /// <param name="byzantine">f, at least 1.</param>
    string? Refuse(int honest, int byzantine) => honest >= 1 ? null : AttackInput.NobodyHonest;

    /// <summary>Decides what every Byzantine worker sends.</summary>
    /// <exception cref="ArgumentException"><see cref="Refuse"/> has a reason.</exception>
    Forgery Forge(AttackInput input);
}
