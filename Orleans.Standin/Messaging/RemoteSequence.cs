using System.Runtime.ExceptionServices;

namespace Orleans.Runtime.Messaging;

/// <summary>A sequence that a grain produces. Nothing is called until it is enumerated.</summary>
internal sealed class RemoteSequence<T>(CallRuntime runtime, GrainReference target, MethodDescriptor method, object?[] arguments) : IAsyncEnumerable<T>
{
    private readonly CancellationToken _callToken = method.CancellationIndex >= 0 ? (CancellationToken)arguments[method.CancellationIndex]! : default;
    private readonly object?[] _arguments = method.CopyArguments(arguments);

    public int MaxBatchSize { get; set; } = 100;

    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        if (method.CancellationIndex >= 0) _arguments[method.CancellationIndex] = CancellationToken.None;
        return new Enumerator(
            (IAsyncEnumerableGrainExtension)(object)runtime.CreateReference(target.GrainId, typeof(IAsyncEnumerableGrainExtension)),
            new SequenceRequest(method, [.. _arguments], MaxBatchSize),
            CancellationTokenSource.CreateLinkedTokenSource(_callToken, cancellationToken));
    }

    private sealed class Enumerator(IAsyncEnumerableGrainExtension target, SequenceRequest request, CancellationTokenSource cancellation) : IAsyncEnumerator<T>
    {
        private readonly Guid _id = Guid.NewGuid();
        private List<T> _batch = [];
        private int _index = -1;
        private bool _isStarted;
        private bool _isCompleted;
        private bool _isDisposed;

        public T Current => _index >= 0 && _index < _batch.Count ? _batch[_index] : throw new InvalidOperationException("There is no current element.");

        public async ValueTask<bool> MoveNextAsync()
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (++_index < _batch.Count) return true;
            if (_isCompleted) return false;
            _batch = [];
            _index = 0;
            EnumerationStep step = await NextStepAsync();
            switch (step.Status)
            {
                case EnumerationStatus.Failed:
                    _isCompleted = true;
                    ExceptionDispatchInfo.Throw((Exception)step.Value!);
                    break;
                case EnumerationStatus.Cancelled:
                    _isCompleted = true;
                    throw new OperationCanceledException();
                case EnumerationStatus.Unknown:
                    _isCompleted = true;
                    throw new EnumerationAbortedException(
                        "The grain does not know this enumeration: it was deactivated since, or the caller was away for too long.");
                default:
                    break;
            }

            _isCompleted = step.Status == EnumerationStatus.Completed;
            _batch = (List<T>?)step.Value ?? [];
            return _batch.Count > 0;
        }

        public async ValueTask DisposeAsync()
        {
            if (_isDisposed) return;
            _isDisposed = true;
            if (_isStarted && !_isCompleted) await DisposeRemotelyAsync();
            cancellation.Dispose();
        }

        private async ValueTask<EnumerationStep> NextStepAsync()
        {
            try
            {
                while (true)
                {
                    cancellation.Token.ThrowIfCancellationRequested();
                    EnumerationStep step;
                    if (_isStarted)
                    {
                        step = await target.MoveNext(_id, cancellation.Token);
                    }
                    else
                    {
                        _isStarted = true;
                        step = await target.StartEnumeration(_id, request, cancellation.Token);
                    }

                    if (step.Status != EnumerationStatus.Heartbeat) return step;
                }
            }
            catch
            {
                if (_isStarted) await DisposeRemotelyAsync();
                _isCompleted = true;
                throw;
            }
        }

        // The caller's own exception, or its wish to stop, is what counts; the grain forgets the enumeration by itself, later.
        private async ValueTask DisposeRemotelyAsync() =>
            await target.DisposeAsync(_id).AsTask().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }
}
