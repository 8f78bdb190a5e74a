using System.ComponentModel.DataAnnotations;

namespace Starling.Silo.Settings;

/// <summary>What connections may cost a silo: part of section <c>Limits</c>.</summary>
public sealed class ConnectionSettings
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Limits";

    /// <summary>Bytes of the header of a message, at most: names of a grain and a method, and what a call carries with it.</summary>
    internal const int HeaderBytes = 1 << 20;

    /// <summary>Bytes of a message, at most. Default 16 MiB; a checkpoint or an update travels in pieces of 1 MiB.</summary>
    [Range(2 << 20, 100 << 20)]
    public int MessageBytes { get; set; } = 16 << 20;

    /// <summary>Connections to each port of a silo, at most. Default 1000.</summary>
    [Range(1, 1_000_000)]
    public int Connections { get; set; } = 1000;

    /// <summary>Connections of clients from one address, at most. Default 500.</summary>
    [Range(1, 1_000_000)]
    public int ConnectionsPerAddress { get; set; } = 500;

    /// <summary>Seconds within which whoever connects has to say who it is. Default 10.</summary>
    [Range(1, 600)]
    public int FirstWordSeconds { get; set; } = 10;
}
