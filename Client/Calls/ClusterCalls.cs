using Orleans.Runtime.Messaging;
using Orleans.Storage;
using Starling.Algorithms.Errors;
using Starling.GrainInterfaces;

namespace Starling.Client.Calls;

/// <summary>
/// Makes calls into a cluster that may lose the silo that would answer. A call whose outcome is unknown is made again, with
/// growing pauses, until it is answered or patience is at its end; a refusal of the cluster becomes one of this library.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="patience">How long a call is repeated, from the first attempt on.</param>
/// <param name="token">The token that the calls carry; null for their connection's own.</param>
internal sealed class ClusterCalls(TimeProvider time, TimeSpan patience, string? token = null)
{
    /// <summary>How long calls are repeated unless somebody says otherwise: longer than a cluster needs to notice a lost silo.</summary>
    public static readonly TimeSpan DefaultPatience = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How long one attempt is waited for. The engine would wait half a minute for an answer of a gateway that has died, where
    /// another gateway answers at once.
    /// </summary>
    public static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    /// <summary>The clock.</summary>
    public TimeProvider Time => time;

    /// <summary>The same calls with another caller's token.</summary>
    public ClusterCalls As(string? caller) => new(time, patience, caller);

    /// <summary>Gives the calls that begin until the result is disposed their token.</summary>
    public CallerToken.Scope Enter() => CallerToken.Use(token ?? CallerToken.Current);

    /// <summary>Makes a call until it is answered.</summary>
    /// <exception cref="StarlingException">The cluster refused; or STAR0405: it did not answer as long as patience lasts.</exception>
    public async Task<TResult> AskAsync<TResult>(Func<Task<TResult>> call, CancellationToken cancellationToken)
    {
        Retry retry = Begin();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                return await BeginCall(call).WaitAsync(AnswerTimeout, time, cancellationToken);
            }
            catch (Exception exception) when (IsLost(exception))
            {
                await retry.PauseAsync(exception, cancellationToken);
            }
            catch (JobRefusedException refusal)
            {
                throw ToException(refusal);
            }
        }
    }

    private Task<TResult> BeginCall<TResult>(Func<Task<TResult>> call)
    {
        Task<TResult> begun;
        using (Enter())
            begun = call();
        return begun;
    }

    /// <summary>The same for a call without a result.</summary>
    /// <exception cref="StarlingException">As for the other.</exception>
    public Task AskAsync(Func<Task> call, CancellationToken cancellationToken) => AskAsync(
        async () =>
        {
            await call();
            return true;
        },
        cancellationToken);

    /// <summary>Begins to count attempts.</summary>
    public Retry Begin() => new(this);

    /// <summary>Whether an exception leaves it open what became of the call, so that it is to be made again.</summary>
    public static bool IsLost(Exception exception) => exception switch
    {
        JobRefusedException refusal => refusal.Code == ErrorCatalog.TooManyCalls.Code,
        TimeoutException or OrleansMessageRejectionException or EnumerationAbortedException or ConnectionFailedException
            or GatewayTooBusyException => true,
        // Two activations met at the storage: one of them ended, and the next call finds the other.
        InconsistentStateException => true,
        _ => false,
    };

    /// <summary>A refusal of the cluster as one of this library.</summary>
    public static StarlingException ToException(JobRefusedException refusal)
    {
        ErrorEntry entry = ErrorCatalog.All.FirstOrDefault(known => known.Code == refusal.Code) ?? ErrorCatalog.JobFailed;
        return new StarlingException(entry, refusal.Message, refusal);
    }

    private StarlingException GiveUp(Exception last)
    {
        if (last is JobRefusedException refusal)
            return ToException(refusal);

        string seconds = patience.TotalSeconds.ToString("0.#", System.Globalization.CultureInfo.InvariantCulture);
        return new StarlingException(
            ErrorCatalog.ClusterUnreachable, $"The cluster has not answered for {seconds} s: {FirstLine(last.Message)}", last);
    }

    private static string FirstLine(string message) => message.ReplaceLineEndings("\n").Split('\n')[0];

    /// <summary>The pauses between attempts, and their end.</summary>
    internal sealed class Retry(ClusterCalls calls)
    {
        private long began = calls.Time.GetTimestamp();
        private TimeSpan pause = FirstPause;

        /// <summary>Something was answered: patience begins anew.</summary>
        public void Succeed()
        {
            began = calls.Time.GetTimestamp();
            pause = FirstPause;
        }

        /// <summary>Waits before the next attempt.</summary>
        /// <param name="last">Why the last one failed.</param>
        /// <param name="cancellationToken">Gives up.</param>
        /// <exception cref="StarlingException">STAR0405: patience is at its end.</exception>
        public async Task PauseAsync(Exception last, CancellationToken cancellationToken)
        {
            if (calls.Time.GetElapsedTime(began) + pause > calls.Patience)
                throw calls.GiveUp(last);

            await Task.Delay(pause, calls.Time, cancellationToken);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private TimeSpan Patience => patience;
}
