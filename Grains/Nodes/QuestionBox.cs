using Starling.GrainInterfaces;

namespace Starling.Grains.Nodes;

/// <summary>Puts questions together that come in parts, and keeps answers that leave in parts; of every neighbour the newest.</summary>
/// <param name="bytes">Bytes of a whole question, and of a whole answer.</param>
internal sealed class QuestionBox(int bytes)
{
    private readonly Dictionary<int, Entry> entries = [];

    /// <summary>Whether messages are more than a part.</summary>
    private bool IsNeeded => bytes > ShardLayout.ChunkBytes;

    /// <summary>Takes a part.</summary>
    /// <param name="message">The part.</param>
    /// <param name="question">The whole question, once it is complete.</param>
    /// <param name="answer">What the same question was answered with before.</param>
    /// <returns>Whether the question is complete, or was answered before.</returns>
    public bool TryTake(SwapMessage message, out ReadOnlyMemory<byte> question, out SwapReply? answer)
    {
        answer = null;
        question = message.Data;
        if (!IsNeeded)
            return question.Length == bytes;

        Entry entry = EntryOf(message.From);
        if (message.Attempt < entry.Attempt)
            return false;

        if (message.Attempt > entry.Attempt)
            entries[message.From] = entry = new Entry { Attempt = message.Attempt };
        answer = entry.Reply is { } known ? Part(known, 0) : null;
        if (answer is not null)
            return true;

        entry.Question ??= new byte[bytes];
        if (entry.Offsets.Add(message.Offset) && message.Offset + message.Data.Length <= bytes)
        {
            message.Data.CopyTo(entry.Question.AsMemory(message.Offset));
            entry.Received += message.Data.Length;
        }

        question = entry.Question;
        return entry.Received == bytes;
    }

    /// <summary>Keeps an answer, and gives its first part.</summary>
    public SwapReply Keep(SwapMessage message, SwapReply reply)
    {
        if (!IsNeeded)
            return reply;

        Entry entry = EntryOf(message.From);
        if (entry.Attempt != message.Attempt)
            return Part(reply, 0);

        entry.Question = null;
        entry.Reply = reply;
        return Part(reply, 0);
    }

    /// <summary>A further part of an answer.</summary>
    public SwapReply Fetch(int from, long attempt, int offset) =>
        entries.TryGetValue(from, out Entry? entry) && entry.Attempt == attempt && entry.Reply is { } reply
            ? Part(reply, offset)
            : new SwapReply { Kind = SwapReplyKind.Incomplete };

    private static SwapReply Part(SwapReply reply, int offset) => new()
    {
        Kind = reply.Kind,
        Count = reply.Count,
        Data = reply.Data.IsEmpty ? default : reply.Data.Slice(offset, Math.Min(ShardLayout.ChunkBytes, reply.Data.Length - offset)),
    };

    private Entry EntryOf(int from)
    {
        if (!entries.TryGetValue(from, out Entry? entry))
            entries[from] = entry = new Entry();
        return entry;
    }

    private sealed class Entry
    {
        public long Attempt { get; init; }

        public byte[]? Question { get; set; }

        public HashSet<int> Offsets { get; } = [];

        public int Received { get; set; }

        public SwapReply? Reply { get; set; }
    }
}
