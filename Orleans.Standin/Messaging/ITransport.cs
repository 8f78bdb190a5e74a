namespace Orleans.Runtime.Messaging;

/// <summary>One end of a connection between two hosts. It carries frames, and nothing else, in order.</summary>
internal interface IConnection
{
    /// <summary>Sends a frame and takes it over. Never waits; false where the connection is closed.</summary>
    bool TrySend(Frame frame);

    /// <summary>Closes both ends, behind what was sent.</summary>
    void Close();
}

/// <summary>What listens at an end of a connection.</summary>
internal interface IFrameReceiver
{
    /// <summary>Takes a frame over. Called for one frame of a connection at a time.</summary>
    void OnFrame(Frame frame, IConnection connection);

    /// <summary>Learns that the connection is closed.</summary>
    void OnClosed(IConnection connection);
}

/// <summary>Makes connections.</summary>
internal interface ITransport
{
    /// <summary>Connects to a silo; null where it cannot be reached.</summary>
    IConnection? Connect(SiloAddress silo, IFrameReceiver receiver);
}
