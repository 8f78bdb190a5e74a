using Starling.GrainInterfaces;
using Starling.Grains.Runtime;

namespace Starling.Grains.Nodes;

/// <summary>
/// The way from a node to one neighbour. A question has one answer, or none in time: what is lost is asked for again by those who ask, and means the same then.
/// </summary>
/// <param name="neighbor">The neighbour.</param>
/// <param name="number">Its number.</param>
/// <param name="self">The node that asks.</param>
/// <param name="answerBytes">Bytes of a whole answer.</param>
/// <param name="faults">Simulated faults.</param>
/// <param name="time">The clock.</param>
internal sealed class NodeLink(INodeGrain neighbor, int number, int self, int answerBytes, NodeFaults faults, TimeProvider time)
{
    private const double LeastPatience = 0.02;
    private const double MostPatience = 1;
    private const double RoundTrips = 6;

    /// <summary>Bytes a second of a good link, and of one that is still of use.</summary>
    private const double FastBytes = 1e8;
    private const double SlowBytes = 1e6;

    // Above those of an earlier life of the node.
    private long attempts = time.GetUtcNow().UtcTicks;
    private int lost;

    /// <summary>Seconds from a question to its answer, of late.</summary>
    public double RoundTrip { get; private set; }

    /// <summary>Bytes of questions that were sent.</summary>
    public long Bytes { get; private set; }

    /// <summary>How long an answer is waited for when the ones before came: some round trips.</summary>
    public double FirstPatience => Math.Min(MostPatience + (answerBytes / SlowBytes), Math.Max(LeastPatience + (answerBytes / FastBytes), RoundTrips * RoundTrip));

    /// <summary>How long an answer is waited for: doubled with every one that did not come.</summary>
    public TimeSpan Patience => TimeSpan.FromSeconds(Math.Min(MostPatience + (answerBytes / SlowBytes), FirstPatience * (1 << Math.Min(lost, 6))));

    /// <summary>Asks the neighbour.</summary>
    /// <param name="swap">The number of the swap; of a ledger, the swaps applied.</param>
    /// <param name="isLedger">Whether it is a ledger.</param>
    /// <param name="data">The message or the ledger's sum. Nobody changes it any more.</param>
    /// <returns>The answer and all its bytes; null where none came in time.</returns>
    public async Task<(SwapReply Reply, ReadOnlyMemory<byte> Data)?> AskAsync(long swap, bool isLedger, ReadOnlyMemory<byte> data)
    {
        long attempt = ++attempts;
        long began = time.GetTimestamp();
        Bytes += data.Length;
        bool isLost = faults.IsCut(number) || faults.Drops();
        Task<(SwapReply, ReadOnlyMemory<byte>)>? exchange = isLost ? null : ExchangeAsync(attempt, swap, isLedger, data);
        if (exchange is not null && faults.Duplicates())
            Forget(ExchangeAsync(attempt, swap, isLedger, data));

        // An answer that is lost is waited for like any other.
        bool isAnswerLost = exchange is null || faults.Drops();
        if (isAnswerLost && exchange is not null)
            Forget(exchange);
        try
        {
            if (!isAnswerLost)
            {
                (SwapReply, ReadOnlyMemory<byte>) answer = await exchange!.WaitAsync(Patience, time);
                double seconds = time.GetElapsedTime(began).TotalSeconds;
                RoundTrip = RoundTrip == 0 ? seconds : (0.9 * RoundTrip) + (0.1 * seconds);
                lost = 0;
                return answer;
            }

            await Task.Delay(Patience, time);
        }
        catch (TimeoutException)
        {
            Forget(exchange!);
        }
        catch (Exception exception) when (Calls.IsTrouble(exception))
        {
            await Task.Delay(Patience, time);
        }

        lost++;
        return null;
    }

    private async Task<(SwapReply Reply, ReadOnlyMemory<byte> Data)> ExchangeAsync(long attempt, long swap, bool isLedger, ReadOnlyMemory<byte> data)
    {
        SwapReply reply = await SendAsync(attempt, swap, isLedger, data);
        if (reply.Data.Length is 0 || reply.Data.Length == answerBytes)
            return (reply, reply.Data);

        byte[] whole = new byte[answerBytes];
        reply.Data.CopyTo(whole);
        for (int offset = reply.Data.Length; offset < answerBytes;)
        {
            SwapReply part = await neighbor.FetchAnswerAsync(self, attempt, offset);
            if (part.Kind != reply.Kind || part.Data.IsEmpty)
                return (new SwapReply { Kind = SwapReplyKind.Incomplete }, default);

            part.Data.CopyTo(whole.AsMemory(offset));
            offset += part.Data.Length;
        }

        return (reply, whole);
    }

    private async Task<SwapReply> SendAsync(long attempt, long swap, bool isLedger, ReadOnlyMemory<byte> data)
    {
        var window = new Queue<Task<SwapReply>>(ShardLayout.Window);
        for (int offset = 0; ; offset += ShardLayout.ChunkBytes)
        {
            int length = Math.Min(ShardLayout.ChunkBytes, data.Length - offset);
            bool isLast = offset + length == data.Length;
            while (window.Count >= ShardLayout.Window || (isLast && window.Count > 0))
                await window.Dequeue();

            Task<SwapReply> sent = neighbor.SwapAsync(new SwapMessage
            {
                From = self,
                Attempt = attempt,
                Number = swap,
                IsLedger = isLedger,
                Offset = offset,
                Data = data.Slice(offset, length),
            });
            if (isLast)
                return await sent;

            window.Enqueue(sent);
        }
    }

    // Nobody waits for it any more; what becomes of it is found out from the neighbour's ledger.
    private static void Forget(Task task) =>
        _ = task.ContinueWith(static done => _ = done.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
}
