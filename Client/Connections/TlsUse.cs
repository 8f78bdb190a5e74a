namespace Starling.Client.Connections;

/// <summary>Whether a connection is encrypted.</summary>
public enum TlsUse
{
    /// <summary>Encrypted, unless every address is of this machine and no certificate authority is named.</summary>
    Automatic,

    /// <summary>Encrypted.</summary>
    On,

    /// <summary>Plain text: a token then crosses the network readable by everybody on the way.</summary>
    Off,
}
