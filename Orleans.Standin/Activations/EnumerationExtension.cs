using System.Diagnostics.CodeAnalysis;
using Orleans.Runtime.Messaging;
using Orleans.Serialization;

namespace Orleans.Runtime.Activations;

/// <summary>
/// The enumerations that callers have open on an activation. A step takes what is ready, up to the batch size; where nothing
/// is, it waits for half a response timeout and then says so, so that no call times out. One that nobody asks for any more is
/// closed.
/// </summary>
internal sealed class EnumerationExtension(Activation activation) : IAsyncEnumerableGrainExtension
{
    private readonly Dictionary<Guid, Enumeration> _open = [];
    private IGrainTimer? _cleaner;

    public async ValueTask<EnumerationStep> StartEnumeration(Guid id, SequenceRequest request, CancellationToken cancellationToken)
    {
        TimeSpan period = activation.Silo.Options.ResponseTimeout;
        _cleaner ??= activation.RegisterTimer(
            _ => CloseForgottenAsync(), new GrainTimerCreationOptions(period, period) { Interleave = true });
        Enumeration enumeration;
        try
        {
            object sequence = request.Method.InvokeSequence(activation.GrainInstance!, request.Arguments);
            enumeration = Enumeration.Open(sequence, request);
        }
        catch (Exception exception)
        {
            return new EnumerationStep(EnumerationStatus.Failed, exception);
        }

        _open.Add(id, enumeration);
        return await StepAsync(id, enumeration, cancellationToken);
    }

    public ValueTask<EnumerationStep> MoveNext(Guid id, CancellationToken cancellationToken) =>
        _open.TryGetValue(id, out Enumeration? enumeration)
            ? StepAsync(id, enumeration, cancellationToken)
            : new ValueTask<EnumerationStep>(new EnumerationStep(EnumerationStatus.Unknown, null));

    public async ValueTask DisposeAsync(Guid id)
    {
        if (_open.Remove(id, out Enumeration? enumeration)) await enumeration.CloseAsync(activation.Silo);
    }

    public async Task DisposeAllAsync()
    {
        foreach (Guid id in _open.Keys.ToArray()) await DisposeAsync(id);
    }

    private async ValueTask<EnumerationStep> StepAsync(Guid id, Enumeration enumeration, CancellationToken cancellationToken)
    {
        enumeration.IsBusy = true;
        EnumerationStep step = await enumeration.StepAsync(activation.Silo, cancellationToken);
        enumeration.IsBusy = false;
        enumeration.WasSeen = true;
        if (step.Status is not (EnumerationStatus.Heartbeat or EnumerationStatus.Elements)) await DisposeAsync(id);
        return step;
    }

    private async Task CloseForgottenAsync()
    {
        foreach ((Guid id, Enumeration enumeration) in _open.ToArray())
        {
            if (!enumeration.IsBusy && !enumeration.WasSeen) await DisposeAsync(id);
            enumeration.WasSeen = false;
        }
    }
}

/// <summary>One open enumeration.</summary>
internal abstract class Enumeration
{
    public bool IsBusy { get; set; }

    public bool WasSeen { get; set; }

    public static Enumeration Open(object sequence, SequenceRequest request) =>
        (Enumeration)Generic.Create(typeof(Enumeration<>), [request.Method.Return.ResultType!], sequence, request.MaxBatchSize);

    public abstract Task<EnumerationStep> StepAsync(SiloRuntime silo, CancellationToken cancellationToken);

    public abstract Task CloseAsync(SiloRuntime silo);
}

/// <inheritdoc/>
internal sealed class Enumeration<T> : Enumeration
{
    private readonly CancellationTokenSource _closed = new();
    private readonly IAsyncEnumerator<T> _enumerator;
    private readonly int _maxBatchSize;
    private Task<bool>? _moving;

    public Enumeration(IAsyncEnumerable<T> sequence, int maxBatchSize)
    {
        _maxBatchSize = Math.Max(1, maxBatchSize);
        _enumerator = sequence.GetAsyncEnumerator(_closed.Token);
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "The exception goes to the caller.")]
    public override async Task<EnumerationStep> StepAsync(SiloRuntime silo, CancellationToken cancellationToken)
    {
        var ready = new List<T>();
        try
        {
            while (ready.Count < _maxBatchSize)
            {
                _moving ??= _enumerator.MoveNextAsync().AsTask();
                if (!_moving.IsCompleted)
                {
                    if (ready.Count > 0) break;
                    await WaitAsync(_moving, silo, cancellationToken);
                    if (cancellationToken.IsCancellationRequested) return new EnumerationStep(EnumerationStatus.Cancelled, null);
                    if (!_moving.IsCompleted) return new EnumerationStep(EnumerationStatus.Heartbeat, null);
                }

                // An exception behind elements that are ready is for the next step.
                if (!_moving.IsCompletedSuccessfully && ready.Count > 0) break;
                Task<bool> moved = _moving;
                _moving = null;
                if (!await moved) return new EnumerationStep(EnumerationStatus.Completed, ready);
                ready.Add(_enumerator.Current);
            }

            return new EnumerationStep(EnumerationStatus.Elements, ready);
        }
        catch (OperationCanceledException)
        {
            return new EnumerationStep(EnumerationStatus.Cancelled, null);
        }
        catch (Exception exception)
        {
            return new EnumerationStep(EnumerationStatus.Failed, exception);
        }
    }

    public override async Task CloseAsync(SiloRuntime silo)
    {
        await _closed.CancelAsync();
        if (_moving is { } moving) await WaitAsync(moving, silo, CancellationToken.None);
        if (_moving is null or { IsCompleted: true }) await ((Task)_enumerator.DisposeAsync().AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        _closed.Dispose();
    }

    // Waits for at most half of the time after which the caller's call would fail.
    private static async Task WaitAsync(Task moving, SiloRuntime silo, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(silo.Options.ResponseTimeout / 2, silo.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        await moving.WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }
}
