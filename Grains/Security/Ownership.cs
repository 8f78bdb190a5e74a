using Starling.Algorithms.Errors;
using Starling.GrainInterfaces;

namespace Starling.Grains.Security;

/// <summary>Who may pause, resume, cancel and forget a job: its submitter and operators.</summary>
public static class Ownership
{
    /// <summary>Refuses the caller of the call that runs now where the job is not its own.</summary>
    /// <param name="submitter">Who submitted the job.</param>
    /// <param name="doing">What is done, to begin a sentence: <c>Cancelling</c>.</param>
    /// <exception cref="StarlingException">STAR0602.</exception>
    public static void Check(string submitter, string doing) =>
        Check(CallerIdentity.Current.Name, CallerIdentity.Current.Role, submitter, doing);

    /// <summary>Refuses a caller whose job it is not.</summary>
    /// <param name="callerName">The name of the token's bearer.</param>
    /// <param name="role">The role; null for the cluster itself and where it asks for no tokens: those may.</param>
    /// <param name="submitter">Who submitted the job.</param>
    /// <param name="doing">What is done, to begin a sentence: <c>Cancelling</c>.</param>
    /// <exception cref="StarlingException">STAR0602.</exception>
    public static void Check(string callerName, AccessRole? role, string submitter, string doing)
    {
        if (role is null or AccessRole.Operator || (role == AccessRole.Submitter && callerName.Length > 0 && callerName == submitter))
            return;

        throw new StarlingException(
            ErrorCatalog.NotAllowed,
            $"{doing} a job of somebody else needs the role operator; this token has {role.Value.ToString().ToLowerInvariant()}.");
    }
}
