using Orleans.Runtime.Messaging;

namespace Orleans.Runtime.Networking;

/// <summary>The connections to one endpoint. Messages of one lane take the same one, so that they stay in order.</summary>
internal sealed class ConnectionGroup
{
    private readonly MessageConnection[] _lanes;

    public ConnectionGroup(int count, Func<MessageConnection> dial)
    {
        _lanes = new MessageConnection[count];
        for (int index = 0; index < count; index++) _lanes[index] = dial();
    }

    /// <summary>Whether one of the connections is closed, or did not open: then all of them are to be made again.</summary>
    public bool IsClosed => Array.Exists(_lanes, lane => lane.IsClosed);

    public bool Contains(MessageConnection connection) => Array.IndexOf(_lanes, connection) >= 0;

    public SendOutcome TrySend(Frame frame) => _lanes[frame.Lane % (uint)_lanes.Length].TrySend(frame);

    /// <summary>Closes the connections, whose callers know of it.</summary>
    public void Dismiss()
    {
        foreach (MessageConnection lane in _lanes) lane.IsDismissed = true;
        Close();
    }

    public void Close()
    {
        foreach (MessageConnection lane in _lanes) lane.Close();
    }

    public void Abort()
    {
        foreach (MessageConnection lane in _lanes) lane.Abort();
    }
}
