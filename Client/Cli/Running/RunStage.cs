namespace Starling.Cli.Running;

/// <summary>How far a <c>run</c> has come.</summary>
internal enum RunStage
{
    /// <summary>The embedded cluster starts.</summary>
    StartingCluster,

    /// <summary>The job waits until the cluster has room for it.</summary>
    Queued,

    /// <summary>The job loads its data and places its first vectors.</summary>
    Loading,

    /// <summary>The job is in its rounds.</summary>
    Running,

    /// <summary>The job stands still because a person wants it to.</summary>
    Paused,

    /// <summary>The job goes back to a checkpoint after a loss.</summary>
    Recovering,

    /// <summary>A person asked it to end.</summary>
    Cancelling,

    /// <summary>The job has ended; results are being written.</summary>
    Writing,

    /// <summary>All is written.</summary>
    Done,
}
