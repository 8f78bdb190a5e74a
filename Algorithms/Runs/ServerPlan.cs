using System.Numerics;
using System.Runtime.CompilerServices;
using Starling.Algorithms.Compression;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Models;
using Starling.Algorithms.Rounds;
using Starling.Algorithms.Rounds.Compressing;
using Starling.Algorithms.Rounds.Wrapping;
using Starling.Algorithms.Variational;

namespace Starling.Algorithms.Runs;

/// <summary>A server-worker run with everything that its definition stands for: the work, the algorithm in its wrappings, the compressors.</summary>
/// <typeparam name="T">The element type of the run.</typeparam>
public sealed class ServerPlan<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Rounds that are looked at to find whether a method needs everybody always.</summary>
    private const int Looked = 64;

    private readonly CompressedUpdates<T>? compressed;

    /// <summary>Puts a run together.</summary>
    /// <param name="run">The run.</param>
    /// <param name="work">What its workers work on.</param>
    /// <exception cref="StarlingException">STAR0108: compressors that do not suit the method; STAR0302: a step size follows from a constant that is not known.</exception>
    public ServerPlan(RunDefinition run, Workload<T> work)
    {
        Work = work;
        Pieces = CompressionPieces.Of(work.Layout, run.Compression.Up, run.Compression.Down);
        RoundSetting setting = work.Setting with
        {
            Workers = run.Workers.Count,
            Participants = run.Workers.CountPerRound,
            Dimension = work.Layout.Count,
            Seed = run.Seed,
        };
        bool compressesUp = run.Compression.CompressesUp;
        bool compressesDown = run.Compression.CompressesDown;
        if (compressesUp)
        {
            CompressorInfo up = Compressor(run, 0).Describe<T>();
            setting = setting with
            {
                Up = up,
                UpShare = up.Bits / (8.0 * Unsafe.SizeOf<T>() * work.Layout.Count),
                IsUpShared = run.Compression.Up is [PermKOptions],
            };
        }

        VectorCompressor? down = compressesDown ? new VectorCompressor(Pieces, piece => Composition.Create(run.Compression.Down, SettingOf(piece, 0, 1))) : null;
        if (down is not null)
            setting = setting with { Down = down.Describe<T>() };
        HasPieces = compressesUp || compressesDown;
        Check(run, setting, down);

        IRoundAlgorithm<T> algorithm = run.CreateCore<T>(setting);
        if (compressesUp && (run.Compression.Feedback ?? (!setting.Up.IsUnbiased && NeedOf(run) == CompressionNeed.None)))
            algorithm = new RememberedErrors<T>(algorithm);
        if (compressesUp)
            algorithm = compressed = new CompressedUpdates<T>(algorithm, worker => Compressor(run, worker));
        if (down is not null && SendsAggregate(run))
            algorithm = new CompressedAggregate<T>(algorithm, down, run.Seed);
        else if (down is not null)
            Downlink = (IDownlink<T>)(algorithm = new CompressedBroadcast<T>(algorithm, down, run.Seed));
        Algorithm = run.Aggregation.Create().UsesPrevious ? new KeptAggregate<T>(algorithm) : algorithm;
        if (down is not null)
            Downlink ??= new AggregateDownlink<T>(Algorithm, down);
        CheckParticipation(run);
    }

    /// <summary>What the workers work on.</summary>
    public Workload<T> Work { get; }

    /// <summary>The algorithm.</summary>
    public IRoundAlgorithm<T> Algorithm { get; }

    /// <summary>The pieces that vectors are compressed in; shards end where pieces end.</summary>
    public CompressionPieces Pieces { get; }

    /// <summary>Whether vectors are compressed in pieces, in any round.</summary>
    public bool HasPieces { get; }

    /// <summary>Whether the updates of a round travel as messages of compressors.</summary>
    /// <param name="round">t.</param>
    public bool IsCompressed(int round) => compressed is not null && Algorithm.IsCompressible(round);

    /// <summary>How who has a version goes on to the next one with what is compressed on the way down; null where the vectors travel as they are.</summary>
    public IDownlink<T>? Downlink { get; }

    /// <summary>Reads the message of a piece that a worker sent.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="piece">The number of the piece.</param>
    /// <param name="message">The message.</param>
    /// <param name="destination">As long as the piece, overwritten.</param>
    /// <exception cref="StarlingException">STAR0504: the message is malformed.</exception>
    public void Decode(int worker, int piece, ReadOnlySpan<byte> message, Span<T> destination) => compressed!.Of(worker).Decode(message, piece, destination);

    private static CompressorSetting SettingOf(TensorSlice piece, int worker, int workers) =>
        new() { Worker = worker, Workers = workers, Layout = new ParameterLayout((piece.Name, [.. piece.Shape])) };

    private static CompressionNeed NeedOf(RunDefinition run) => run.Algorithm is VariationalOptions variational ? variational.Needs : CompressionNeed.None;

    /// <summary>Whether the method is made for compressed aggregates on the way down; all others get differences of what is broadcast.</summary>
    private static bool SendsAggregate(RunDefinition run) => run.Algorithm is MashaOptions;

    private static StarlingException Refused(string path, string message) => new(ErrorCatalog.ImpossibleCombination, $"{path}: {message}");

    private static void Check(RunDefinition run, RoundSetting setting, VectorCompressor? down)
    {
        CompressionNeed need = NeedOf(run);
        if (need == CompressionNeed.Unbiased && !setting.Up.IsUnbiased)
            throw Refused("compression.up", "This method needs an unbiased compressor: rand-k, perm-k, natural, qsgd or ternary without clipping; or choose masha2 or ef21.");
        if (down is null)
            return;
        if (SendsAggregate(run) && need == CompressionNeed.Unbiased && !setting.Down.IsUnbiased)
            throw Refused("compression.down", "masha1 needs an unbiased compressor both ways: rand-k, natural, qsgd; or choose masha2.");
        if (run.Algorithm is FedGdaGtOptions)
            throw Refused("compression.down", "fedgda-gt sends points and operators by turns, whose differences never get small; leave compression.down out.");
        if (setting.Down.IsStateful || setting.Down.NeedsCommonStream)
            throw Refused("compression.down", "powersgd and perm-k are for many senders; choose another compressor for the way down.");
    }

    private void CheckParticipation(RunDefinition run)
    {
        bool sometimes = Enumerable.Range(0, Looked).Any(Algorithm.NeedsEverybody);
        bool always = Enumerable.Range(0, Looked).All(Algorithm.NeedsEverybody);
        if (always && run.Workers.Participation < 1)
            throw Refused("workers.participation", "This method needs every worker in every round; leave participation out.");
        if (sometimes && run.Workers.Quorum < 1)
            throw Refused("workers.quorum", "This method needs the updates of all workers; leave quorum out.");
    }

    private VectorCompressor Compressor(RunDefinition run, int worker)
    {
        var made = new VectorCompressor(Pieces, piece => Composition.Create(run.Compression.Up, SettingOf(piece, worker, run.Workers.Count)));
        return made.StateFits ? made : throw Refused("compression.up", "powersgd's rank is above the rows of a tensor; lower it.");
    }
}
