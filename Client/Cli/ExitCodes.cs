namespace Starling.Cli;

/// <summary>What <c>starling</c> says to the shell.</summary>
internal static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>The job failed, or its results could not be written.</summary>
    public const int Failed = 1;

    /// <summary>The input was refused; nothing ran.</summary>
    public const int Refused = 2;

    /// <summary>The cluster cannot be reached or refused the credentials.</summary>
    public const int Unreachable = 3;

    /// <summary>Interrupted by a person; what was computed is kept.</summary>
    public const int Interrupted = 130;
}
