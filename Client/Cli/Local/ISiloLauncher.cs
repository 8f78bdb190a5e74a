namespace Starling.Cli.Local;

/// <summary>Starts silos as processes of their own, and looks after them.</summary>
internal interface ISiloLauncher
{
    /// <summary>Starts a silo that outlives this process and its terminal.</summary>
    /// <exception cref="Algorithms.Errors.StarlingException">STAR0701: it cannot be started here.</exception>
    SiloProcess Launch(SiloLaunch launch);

    /// <summary>Whether the process is there and is the one that was started: numbers of processes are used again.</summary>
    bool IsAlive(SiloProcess silo);

    /// <summary>Asks a silo to end in order.</summary>
    void Terminate(SiloProcess silo);

    /// <summary>Ends a silo at once.</summary>
    void Kill(SiloProcess silo);
}

/// <summary>How a silo is started.</summary>
/// <param name="Arguments">Its settings.</param>
/// <param name="Environment">Variables, for what must not stand on a command line.</param>
/// <param name="WorkingDirectory">Its folder.</param>
/// <param name="LogFile">Where all that it prints is appended.</param>
/// <param name="Command">The command of this program that it runs.</param>
internal sealed record SiloLaunch(
    IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Environment, string WorkingDirectory, string LogFile,
    string Command = Commands.SiloCommand.Name);

/// <summary>A process that was started, told apart from any later one with its number.</summary>
/// <param name="Id">The number.</param>
/// <param name="Birth">When it was born, in the system's terms.</param>
internal sealed record SiloProcess(int Id, string Birth);
