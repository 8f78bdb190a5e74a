namespace Starling.Algorithms.Errors;

/// <summary>
/// A refusal or a failure that a person can meet: one sentence that names what is wrong and what would be right, under a
/// number of <see cref="ErrorCatalog"/>. The remedy in full stands in <c>docs/errors.md</c>.
/// </summary>
public sealed class StarlingException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="error">The entry of the catalogue.</param>
    /// <param name="message">One sentence: file, line and field where they are known, what is wrong, what would be valid.</param>
    /// <param name="innerException">What caused it, if anything did.</param>
    public StarlingException(ErrorEntry error, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Error = error;
    }

    /// <summary>The entry of the catalogue: number, title, remedy.</summary>
    public ErrorEntry Error { get; }

    /// <summary>The number and the sentence, as it is printed: <c>STAR0201: ...</c>.</summary>
    public string Line => $"{Error.Code}: {Message}";
}
