using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Orleans.Runtime.MembershipService;
using Orleans.Runtime.Messaging;

namespace Orleans.Runtime.Directory;

/// <summary>
/// The directory of a cluster, spread over its active silos. Two rules keep it to one activation per grain:
/// <list type="number">
/// <item>Whoever asks and whoever answers go by the same version of the membership; the one that is behind reads the table first.
/// A registration counts only where the membership did not change while it was under way.</item>
/// <item>A silo that comes to keep entries asks every silo that may have activations for those that count, and says nothing
/// before all have answered or are dead. A silo that answers goes by the asker's version first, so that what it registers
/// afterwards goes to the asker.</item>
/// </list>
/// The activations themselves are the truth: an entry that is lost with its silo is made again from them.
/// </summary>
internal sealed partial class DistributedDirectory : IGrainDirectory, IDisposable
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly SiloAddress _self;
    private readonly MembershipAgent _membership;
    private readonly SystemCalls _calls;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly DirectoryPartition _partition;
    private readonly Dictionary<GrainId, GrainAddress> _own = [];
    private readonly CancellationTokenSource _stopped = new();
    private TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isRecovering;

    public DistributedDirectory(SiloAddress self, MembershipAgent membership, SystemCalls calls, TimeProvider time, ILogger logger)
    {
        _self = self;
        _membership = membership;
        _calls = calls;
        _time = time;
        _logger = logger;
        _partition = new DirectoryPartition(self);
        calls.Handle<EntryQuestion, EntryAnswer>(SystemOperation.Register, (_, question) => AnswerAsync(question, partition => partition.Add(question.Address!)));
        calls.Handle<EntryQuestion, EntryAnswer>(SystemOperation.Lookup, (_, question) => AnswerAsync(question, partition => partition.Find(question.GrainId)));
        calls.Handle<EntryQuestion, EntryAnswer>(SystemOperation.Unregister, (_, question) => AnswerAsync(question, partition =>
        {
            partition.Remove(question.Address!);
            return null;
        }));
        calls.Handle<RecoveryQuestion, RecoveryAnswer>(SystemOperation.Recover, AnswerRecoveryAsync);
        calls.Handle<GrainAddress, Nothing>(SystemOperation.Deactivate, (_, address) =>
        {
            Surplus?.Invoke(address);
            return new ValueTask<Nothing>(Nothing.Value);
        });
    }

    /// <summary>Called for an activation of this silo that is one too many.</summary>
    public Action<GrainAddress>? Surplus { get; set; }

    /// <summary>The number of entries that this silo keeps.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _partition.Count;
        }
    }

    /// <summary>Goes on to a version of the membership.</summary>
    public void Apply(MembershipSnapshot snapshot)
    {
        lock (_gate)
        {
            if (snapshot.Version <= _partition.Snapshot.Version) return;
            _partition.Apply(snapshot);
            if (!_partition.IsUnsettled || _isRecovering) return;
            _isRecovering = true;
            if (_settled.Task.IsCompleted) _settled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        using (ExecutionContext.SuppressFlow()) _ = Task.Run(RecoverAsync);
    }

    public void Stop() => _stopped.Cancel();

    public void Dispose() => _stopped.Dispose();

    public async ValueTask<GrainAddress> RegisterAsync(GrainAddress address, CancellationToken cancellationToken)
    {
        while (true)
        {
            (GrainAddress? winner, int version) = await AskOwnerAsync(SystemOperation.Register, address.GrainId, address, cancellationToken);
            lock (_gate)
            {
                // Else the entry may have gone to another silo meanwhile, which has asked this one before it was there.
                if (_partition.Snapshot.Version != version) continue;
                if (winner == address) _own[address.GrainId] = address;
                return winner!;
            }
        }
    }

    public async ValueTask<GrainAddress?> LookupAsync(GrainId grainId, CancellationToken cancellationToken) =>
        (await AskOwnerAsync(SystemOperation.Lookup, grainId, null, cancellationToken)).Address;

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "An entry that stays behind is found to be a leftover by the next call that follows it.")]
    public async ValueTask UnregisterAsync(GrainAddress address)
    {
        lock (_gate)
        {
            if (_own.TryGetValue(address.GrainId, out GrainAddress? own) && own == address) _own.Remove(address.GrainId);
        }

        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stopped.Token);
            limit.CancelAfter(AnswerLimit);
            await AskOwnerAsync(SystemOperation.Unregister, address.GrainId, address, limit.Token);
        }
        catch (Exception exception)
        {
            LogLeftBehind(_logger, address.GrainId, exception.Message);
        }
    }

    // Asks the silo that keeps the entry, again and again while that silo fails or the membership moves on.
    private async ValueTask<(GrainAddress? Address, int Version)> AskOwnerAsync(
        SystemOperation operation, GrainId grainId, GrainAddress? address, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _stopped.Token.ThrowIfCancellationRequested();
            SiloAddress? owner;
            int version;
            lock (_gate)
            {
                version = _partition.Snapshot.Version;
                owner = _partition.Ring.OwnerOf(grainId);
                if (_self.Equals(owner) && _partition.IsSettled(grainId)) return (ApplyHere(operation, grainId, address), version);
            }

            if (owner is null) throw new SiloUnavailableException("No silo of the cluster is active.");
            try
            {
                EntryAnswer answer = await _calls.AskAsync<EntryQuestion, EntryAnswer>(
                    owner, operation, new EntryQuestion(version, grainId, address), AnswerLimit, cancellationToken);
                if (answer.Version == version) return (answer.Address, version);
                await _membership.ReachAsync(answer.Version, cancellationToken);
            }
            catch (Exception exception) when (exception is SiloUnavailableException or TimeoutException && operation != SystemOperation.Unregister)
            {
                // An entry that is to go is gone with the silo that kept it, or found to be a leftover later.
                _membership.WantRefresh();
                await Task.Delay(Pause, _time, cancellationToken);
            }
        }
    }

    private GrainAddress? ApplyHere(SystemOperation operation, GrainId grainId, GrainAddress? address)
    {
        switch (operation)
        {
            case SystemOperation.Register:
                return _partition.Add(address!);
            case SystemOperation.Unregister:
                _partition.Remove(address!);
                return null;
            default:
                return _partition.Find(grainId);
        }
    }

    private async ValueTask<EntryAnswer> AnswerAsync(EntryQuestion question, Func<DirectoryPartition, GrainAddress?> answer)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stopped.Token);
        limit.CancelAfter(AnswerLimit);
        await _membership.ReachAsync(question.Version, limit.Token);
        while (true)
        {
            Task settled;
            lock (_gate)
            {
                int version = _partition.Snapshot.Version;
                if (version != question.Version) return new EntryAnswer(version, null);
                if (!_partition.Owns(question.GrainId)) throw new OrleansException($"{_self} does not keep the entry of {question.GrainId} in version {version}.");
                if (_partition.IsSettled(question.GrainId)) return new EntryAnswer(version, answer(_partition));
                settled = _settled.Task;
            }

            await settled.WaitAsync(limit.Token);
        }
    }

    private async ValueTask<RecoveryAnswer> AnswerRecoveryAsync(SiloAddress asker, RecoveryQuestion question)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stopped.Token);
        limit.CancelAfter(AnswerLimit);
        await _membership.ReachAsync(question.Version, limit.Token);
        lock (_gate)
        {
            int version = _partition.Snapshot.Version;
            return new RecoveryAnswer(version, version == question.Version ? OwnFor(asker) : []);
        }
    }

    private List<GrainAddress> OwnFor(SiloAddress owner) => [.. _own.Values.Where(address => owner.Equals(_partition.Ring.OwnerOf(address.GrainId)))];
}
