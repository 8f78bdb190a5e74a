using System.Threading.Channels;

namespace Orleans.Runtime.Messaging;

/// <summary>An end of a connection within the process. Frames wait in a channel and are taken by a task of the receiver.</summary>
internal sealed class InProcessConnection : IConnection
{
    private readonly Channel<Frame> _inbox = Channel.CreateUnbounded<Frame>(new UnboundedChannelOptions { SingleReader = true });
    private readonly IFrameReceiver _receiver;
    private InProcessConnection _peer = null!;

    private InProcessConnection(IFrameReceiver receiver)
    {
        _receiver = receiver;
    }

    /// <summary>Connects two receivers and returns the end of the first.</summary>
    public static IConnection Connect(IFrameReceiver first, IFrameReceiver second)
    {
        var near = new InProcessConnection(first);
        var far = new InProcessConnection(second) { _peer = near };
        near._peer = far;
        using (ExecutionContext.SuppressFlow())
        {
            _ = Task.Run(near.ReceiveAsync);
            _ = Task.Run(far.ReceiveAsync);
        }

        return near;
    }

    public bool TrySend(Frame frame)
    {
        if (_peer._inbox.Writer.TryWrite(frame)) return true;
        frame.Dispose();
        return false;
    }

    public void Close()
    {
        _inbox.Writer.TryComplete();
        _peer._inbox.Writer.TryComplete();
    }

    private async Task ReceiveAsync()
    {
        await foreach (Frame frame in _inbox.Reader.ReadAllAsync()) _receiver.OnFrame(frame, this);
        _receiver.OnClosed(this);
    }
}
