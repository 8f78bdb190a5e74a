using Starling.Cli.Local;

namespace Starling.Cli.Tests;

/// <summary>Silos that are only names in a list.</summary>
internal sealed class FakeLauncher : ISiloLauncher
{
    private readonly HashSet<SiloProcess> alive = [];
    private int number = 1000;

    public List<SiloLaunch> Launches { get; } = [];

    public List<SiloProcess> Terminated { get; } = [];

    public List<SiloProcess> Killed { get; } = [];

    /// <summary>Called with every silo that is started, after it was.</summary>
    public Action<SiloProcess> OnLaunch { get; set; } = _ => { };

    /// <summary>Whether a silo ends when it is asked to.</summary>
    public Func<SiloProcess, bool> Obeys { get; set; } = _ => true;

    public int Alive => alive.Count;

    public SiloProcess Launch(SiloLaunch launch)
    {
        Launches.Add(launch);
        number++;
        var silo = new SiloProcess(number, $"born-{number}");
        alive.Add(silo);
        OnLaunch(silo);
        return silo;
    }

    public bool IsAlive(SiloProcess silo) => alive.Contains(silo);

    public void Terminate(SiloProcess silo)
    {
        Terminated.Add(silo);
        if (Obeys(silo))
            alive.Remove(silo);
    }

    public void Kill(SiloProcess silo)
    {
        Killed.Add(silo);
        alive.Remove(silo);
    }

    /// <summary>A silo dies on its own.</summary>
    public void Die(SiloProcess silo) => alive.Remove(silo);
}
