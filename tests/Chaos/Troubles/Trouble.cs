namespace Starling.Chaos.Troubles;

/// <summary>What kind of trouble a wave of jobs gets, apart from what its silos make themselves.</summary>
internal enum Trouble
{
    /// <summary>SIGKILL of the silo of a job's coordinator.</summary>
    KillCoordinator,

    /// <summary>SIGKILL of the silo of a shard.</summary>
    KillShard,

    /// <summary>SIGKILL of the silo of a worker.</summary>
    KillWorker,

    /// <summary>SIGKILL of two silos at once.</summary>
    KillTwo,

    /// <summary>SIGKILL of all silos, which are started again.</summary>
    KillAll,

    /// <summary>SIGKILL, then SIGSTOP of another for less than a silo may be silent.</summary>
    HaltShort,

    /// <summary>SIGKILL, then SIGSTOP of another for 30 s, so that the others take it for dead, and its return.</summary>
    HaltLong,

    /// <summary>SIGKILL, then SIGTERM of another, which hands its work over.</summary>
    Terminate,

    /// <summary>Bytes of the newest checkpoint are changed, then the silo of that shard is killed.</summary>
    CorruptCheckpoint,

    /// <summary>The storage has no space for a while; a silo is killed meanwhile.</summary>
    FullDisk,

    /// <summary>SIGKILL, then two silos that cannot reach each other for a while, though others reach both.</summary>
    CutLink,

    /// <summary>SIGKILL, then a silo that nobody reaches, so that the others take it for dead, and its return.</summary>
    CutOff,

    /// <summary>The database that holds states and the list of silos stops and starts again; a silo is killed meanwhile.</summary>
    RestartStorage,
}

/// <summary>What troubles need.</summary>
internal static class TroubleNeeds
{
    /// <summary>Whether links between silos are cut.</summary>
    public static bool CutsLinks(this Trouble trouble) => trouble is Trouble.CutLink or Trouble.CutOff;

    /// <summary>How many times as long as others a job is, so that all of its trouble comes while it runs.</summary>
    public static int Length(this Trouble trouble) => trouble switch
    {
        Trouble.HaltLong => 12,
        Trouble.CutOff or Trouble.CutLink => 8,
        Trouble.Terminate or Trouble.HaltShort => 4,
        _ => 1,
    };
}
