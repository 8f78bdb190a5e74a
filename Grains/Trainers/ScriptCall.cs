using System.Net.Sockets;
using System.Text.Json.Nodes;
using Starling.Algorithms.Errors;

namespace Starling.Grains.Trainers;

/// <summary>One call of a script, from its header to the last byte of the answer. What goes wrong on the way is told as an error of the script.</summary>
internal sealed class ScriptCall : IDisposable
{
    private readonly ScriptProcess process;
    private readonly ScriptSocket socket;
    private readonly CancellationToken cancellationToken;
    private readonly ITimer deadline;
    private readonly CancellationTokenRegistration stop;

    internal ScriptCall(ScriptProcess process, ScriptSocket socket, string name, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        this.process = process;
        this.socket = socket;
        this.cancellationToken = cancellationToken;
        Name = name;
        deadline = process.StartDeadline();
        stop = process.StopWith(cancellationToken);
    }

    /// <summary>The name of the call.</summary>
    public string Name { get; }

    /// <summary>Sends the header; the bytes of its arrays follow with <see cref="Write"/>.</summary>
    public void Send(JsonObject header)
    {
        header["call"] = Name;
        header["mark"] = process.NextMark();
        try
        {
            socket.WriteHeader(header);
        }
        catch (Exception exception) when (IsBroken(exception))
        {
            throw process.Gone(Name, exception, cancellationToken);
        }
    }

    /// <summary>Sends the bytes of an array.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            socket.Write(bytes);
        }
        catch (Exception exception) when (IsBroken(exception))
        {
            throw process.Gone(Name, exception, cancellationToken);
        }
    }

    /// <summary>Receives a header, as it is.</summary>
    /// <exception cref="StarlingException">STAR1002, STAR1003, STAR1005.</exception>
    public JsonObject Receive()
    {
        try
        {
            return socket.ReadHeader();
        }
        catch (FormatException exception)
        {
            throw Invalid(exception.Message);
        }
        catch (Exception exception) when (IsBroken(exception))
        {
            throw process.Gone(Name, exception, cancellationToken);
        }
    }

    /// <summary>Receives the answer.</summary>
    /// <exception cref="StarlingException">STAR1002 to STAR1005; after STAR1004, an error of the script, the process can be asked again.</exception>
    public JsonObject ReceiveAnswer() => Checked(Receive());

    /// <summary>Receives the answer, or before it how many bytes of the result are in the shared memory by now.</summary>
    /// <param name="written">The bytes; they lie in their place.</param>
    /// <returns>The answer; null where <paramref name="written"/> was told.</returns>
    /// <exception cref="StarlingException">As of <see cref="ReceiveAnswer()"/>.</exception>
    public JsonObject? ReceiveAnswer(out long written)
    {
        JsonObject message = Receive();
        written = 0;
        if (message["written"] is not { } told)
            return Checked(message);

        return told is JsonValue value && value.TryGetValue(out written) ? null : throw Invalid($"'written' is {Text(told)}, and no number of bytes");
    }

    private JsonObject Checked(JsonObject answer)
    {
        if (answer["mark"] is JsonValue value && value.TryGetValue(out long mark))
            process.Output.WaitFor(mark);
        if (answer["error"] is { } error)
        {
            throw new StarlingException(ErrorCatalog.ScriptFailed,
                $"The script raised an error in '{Name}': {Text(error)}{(answer["trace"] is { } trace ? $"\n{Text(trace)}" : "")}");
        }

        return Text(answer["answer"]) == Name ? answer : throw Invalid($"it answers '{Text(answer["answer"])}'");
    }

    /// <summary>Receives the bytes of an array.</summary>
    public void Read(Span<byte> bytes)
    {
        try
        {
            socket.Read(bytes);
        }
        catch (Exception exception) when (IsBroken(exception))
        {
            throw process.Gone(Name, exception, cancellationToken);
        }
    }

    /// <summary>A number of the answer; JSON has no word for those that are not finite, which come as texts.</summary>
    public double Number(JsonObject answer, string field) => answer[field] switch
    {
        JsonValue value when value.TryGetValue(out double number) => number,
        JsonValue value when Text(value) is "NaN" or "Infinity" or "-Infinity" => double.NaN,
        _ => throw Invalid($"it has no number '{field}'"),
    };

    /// <summary>A count of the answer.</summary>
    public long Count(JsonObject answer, string field, long least) =>
        answer[field] is JsonValue value && value.TryGetValue(out long number) && number >= least && number <= int.MaxValue
            ? number
            : throw Invalid($"it has no '{field}', a whole number from {least} on");

    /// <summary>The error of an answer that cannot be understood. What follows on the connection cannot be either: the process is ended.</summary>
    public StarlingException Invalid(string what)
    {
        process.GiveUp();
        return new StarlingException(ErrorCatalog.ScriptAnswerInvalid, $"The script's answer to '{Name}' cannot be used: {what}.{process.Output.Tail()}");
    }

    /// <summary>A text of a message.</summary>
    public static string Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : node?.ToJsonString() ?? "nothing";

    /// <inheritdoc/>
    public void Dispose()
    {
        stop.Dispose();
        deadline.Dispose();
    }

    private static bool IsBroken(Exception exception) => exception is SocketException or EndOfStreamException or ObjectDisposedException;
}
