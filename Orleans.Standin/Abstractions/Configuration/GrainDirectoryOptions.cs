namespace Orleans.Configuration;

/// <summary>How the directory of grains works.</summary>
public class GrainDirectoryOptions
{
    /// <summary>
    /// How long after a crash no grain of the lost silo is activated again, for silos that do not know yet that they are taken for dead. The stand-in never waits, as
    /// Orleans where this is zero.
    /// </summary>
    public TimeSpan RangeLeaseDuration { get; set; } = TimeSpan.FromSeconds(30);
}
