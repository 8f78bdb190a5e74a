using Starling.Algorithms.Errors;
using Starling.GrainInterfaces;

namespace Starling.Grains.Runtime;

/// <summary>Refusals on their way through the cluster and into a job's status.</summary>
internal static class Refusals
{
    /// <summary>The exception that carries a refusal to a caller elsewhere.</summary>
    public static JobRefusedException ToCaller(StarlingException refusal) => new(refusal.Error.Code, refusal.Message);

    /// <summary>What a job's status says of an exception.</summary>
    public static JobFailure ToFailure(Exception exception) => exception switch
    {
        StarlingException refusal => new JobFailure { Code = refusal.Error.Code, Message = refusal.Message },
        JobRefusedException refusal => new JobFailure { Code = refusal.Code, Message = refusal.Message },
        _ => new JobFailure
        {
            Code = ErrorCatalog.JobFailed.Code,
            Message = $"{exception.GetType().Name}: {exception.Message}",
        },
    };
}
