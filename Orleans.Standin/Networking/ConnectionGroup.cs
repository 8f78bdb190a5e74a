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

    public bool Contains(MessageConnection connection) => Array.IndexOf(_lanes, connection) >= 0;

    public SendOutcome TrySend(Frame frame) => _lanes[frame.Lane % (uint)_lanes.Length].TrySend(frame);

    public void Close()
    {
        foreach (MessageConnection lane in _lanes) lane.Close();
    }

    public void Abort()
    {
        foreach (MessageConnection lane in _lanes) lane.Abort();
    }
}
