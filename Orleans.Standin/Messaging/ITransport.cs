namespace Orleans.Runtime.Messaging;

/// <summary>What became of a frame that was to be sent.</summary>
internal enum SendOutcome
{
    /// <summary>It is on its way.</summary>
    Sent,

    /// <summary>The connection is closed.</summary>
    Closed,

    /// <summary>Too much waits on the connection already.</summary>
    Full,
}

/// <summary>One end of a connection between two hosts. It carries frames, and nothing else, in order.</summary>
internal interface IConnection
{
    /// <summary>The silo at the other end; null for a client, and for a gateway that is not connected yet.</summary>
    SiloAddress? RemoteSilo { get; }

    /// <summary>The client at the other end; empty for a silo.</summary>
    Guid RemoteClient { get; }

    /// <summary>Sends a frame and takes it over, whatever comes of it. Never waits.</summary>
    SendOutcome TrySend(Frame frame);

    /// <summary>Closes both ends, behind what was sent.</summary>
    void Close();
}

/// <summary>What listens at an end of a connection.</summary>
internal interface IFrameReceiver
{
    /// <summary>Takes a frame over. Called for one frame of a connection at a time.</summary>
    void OnFrame(Frame frame, IConnection connection);

    /// <summary>Learns that the connection is closed. Called once, also where it never opened.</summary>
    void OnClosed(IConnection connection);
}
