namespace Starling.GrainInterfaces;

/// <summary>A refusal that crosses the cluster: the number of the error and its sentence.</summary>
[GenerateSerializer, Alias("starling.JobRefusedException")]
public sealed class JobRefusedException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="code">The number, <c>STAR</c> and four digits.</param>
    /// <param name="message">One sentence.</param>
    public JobRefusedException(string code, string message)
        : base(message)
    {
        Code = code;
    }

    /// <summary>The number of the error.</summary>
    [Id(0)]
    public string Code { get; private set; }
}
