using System.Buffers;
using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.CompilerServices;
using Starling.Algorithms.Compression.Coding;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Options;

namespace Starling.Algorithms.Compression;

/// <summary>Compressors applied left to right: each encodes the values that the one before it kept.</summary>
/// <remarks>
/// All but the last are sparsifiers. Unbiased ones: omega = prod (1 + omega_i) - 1. Contractive ones: alpha = prod alpha_i. Contractive sparsifiers
/// before an unbiased quantiser: the receiver divides by 1 + omega, which makes alpha = prod alpha_i / (1 + omega). Others have no constant. A message is
/// a header, then the messages of the parts; <see cref="ICompressor.BitsOf"/> adds up theirs.
/// </remarks>
public sealed class Composition : Compressor
{
    private readonly Sparsifier[] sparsifiers;
    private readonly Compressor last;
    private readonly int worker;

    private Composition(Sparsifier[] sparsifiers, Compressor last, int worker)
    {
        this.sparsifiers = sparsifiers;
        this.last = last;
        this.worker = worker;
    }

    private protected override MessageKind Kind => MessageKind.Composition;

    /// <summary>The compressor of a list; of a list of one, its only element.</summary>
    /// <param name="parts">The compressors; none is the identity.</param>
    /// <param name="setting">What they must know of the job.</param>
    /// <exception cref="StarlingException">STAR0108: the list makes no sense, see <see cref="Refuse"/>.</exception>
    public static ICompressor Create(ImmutableArray<CompressorOptions> parts, CompressorSetting setting)
    {
        if (parts.Length == 0)
            return new Identity();
        if (parts.Length == 1)
            return parts[0].Create(setting);
        if (Refuse(parts, "compression") is { } issue)
            throw new StarlingException(issue.Error, issue.Message);

        return new Composition(
            [.. parts[..^1].Select(part => (Sparsifier)part.Create(setting))], (Compressor)parts[^1].Create(setting), setting.Worker);
    }

    /// <summary>Why a list of compressors cannot be applied one after the other; null where it can.</summary>
    /// <param name="parts">The list.</param>
    /// <param name="path">Its field.</param>
    public static OptionIssue? Refuse(ImmutableArray<CompressorOptions> parts, string path)
    {
        for (int i = 0; i < parts.Length - 1; i++)
        {
            if (parts[i] is not (SparsifierOptions or PermKOptions))
                return Issue($"{path}[{i}]", "Before another compressor only one that chooses coordinates can stand: rand-k, top-k or perm-k. Put those first.");
            if (i > 0 && parts[i] is PermKOptions)
                return Issue($"{path}[{i}]", "perm-k shares coordinates out among the workers: put it first.");
        }

        return parts.Length > 1 && parts[^1] is PowerSgdOptions or PermKOptions && parts.Length > 1
            ? Issue($"{path}[{parts.Length - 1}]", "powersgd and perm-k need the whole vector: let them stand alone, or perm-k first.")
            : null;

        static OptionIssue Issue(string at, string message) => new(ErrorCatalog.ImpossibleCombination, at, message);
    }

    /// <inheritdoc/>
    public override CompressorInfo Describe<T>(int dimension)
    {
        double growth = 1;
        double alpha = 1;
        double bits = 0;
        bool isRandomised = false;
        bool isCommon = false;
        foreach (Sparsifier part in sparsifiers)
        {
            CompressorInfo info = part.Describe<T>(dimension);
            growth *= info.IsUnbiased ? 1 + info.Omega : double.PositiveInfinity;
            alpha *= info.IsUnbiased && info.Omega > 0 ? 0 : info.Alpha;
            isRandomised |= info.IsRandomised;
            isCommon |= info.NeedsCommonStream;
            int kept = part.MostKept(dimension);
            bits += info.Bits - ((double)kept * BitsOf<T>());
            dimension = kept;
        }

        CompressorInfo inner = last.Describe<T>(dimension);
        growth *= inner.IsUnbiased ? 1 + inner.Omega : double.PositiveInfinity;
        alpha *= inner.IsUnbiased ? 1 / (1 + inner.Omega) : inner.Alpha;
        bool isUnbiased = double.IsFinite(growth);
        return new CompressorInfo
        {
            IsUnbiased = isUnbiased,
            Omega = growth - 1,
            Alpha = isUnbiased ? Math.Max(0, 2 - growth) : alpha,
            IsRandomised = isRandomised || inner.IsRandomised,
            NeedsCommonStream = isCommon,
            Bits = bits + inner.Bits,
        };
    }

    private protected override long MostBits<T>(int dimension)
    {
        long bytes = 0;
        foreach (Sparsifier part in sparsifiers)
        {
            int kept = part.MostKept(dimension);
            bytes += part.MaxBytes<T>(dimension) - ((long)kept * Unsafe.SizeOf<T>());
            dimension = kept;
        }

        return 8 * (bytes + last.MaxBytes<T>(dimension));
    }

    private protected override int Write<T>(ReadOnlySpan<T> x, Span<T> state, ref RandomStream stream, Span<byte> destination)
    {
        int most = sparsifiers[0].MostKept(x.Length);
        T[] pooled = ArrayPool<T>.Shared.Rent(2 * most);
        try
        {
            MessageHeader header = HeaderOf<T>(x.Length, 0, sparsifiers.Length + 1);
            int length = header.Length;
            ReadOnlySpan<T> values = x;
            RandomStream own = default;
            scoped ref RandomStream current = ref stream;
            for (int i = 0; i < sparsifiers.Length; i++)
            {
                Span<T> kept = pooled.AsSpan((i % 2) * most, most);
                (int bytes, int count) = sparsifiers[i].EncodeSupport(values, ref current, destination[length..], kept);
                length += bytes;
                values = kept[..count];

                // Behind what all workers draw alike, each one draws for itself.
                if (sparsifiers[i] is PermK)
                {
                    own = new RandomStream(stream.NextUInt64(), RandomPurpose.Compression, worker);
                    current = ref own;
                }
            }

            length += last.Encode(values, [], ref current, destination[length..]);
            (header with { Bits = 8L * (length - header.Length) }).Write(destination);
            return length;
        }
        finally
        {
            ArrayPool<T>.Shared.Return(pooled);
        }
    }

    private protected override void Read<T>(in MessageHeader header, ReadOnlySpan<byte> payload, Span<T> x)
    {
        Malformed.ThrowIf(header.Parameter != sparsifiers.Length + 1 || header.Coding != 0, "it has another number of parts");
        Decode(payload, 0, x);
    }

    /// <inheritdoc/>
    public override long BitsOf(ReadOnlySpan<byte> message)
    {
        var header = MessageHeader.Read(message);
        header.CheckLength(message);
        ReadOnlySpan<byte> rest = message[header.Length..];
        long bits = 0;
        while (!rest.IsEmpty)
        {
            var part = MessageHeader.Read(rest);
            bits += part.Bits;
            rest = rest[part.MessageLength..];
        }

        return bits;
    }

    // One level of the list after the other: the values of a level are what the next one gives.
    private void Decode<T>(ReadOnlySpan<byte> message, int level, Span<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (level == sparsifiers.Length)
        {
            last.Decode(message, x);
            return;
        }

        int most = sparsifiers[level].MostKept(x.Length);
        int[] positions = ArrayPool<int>.Shared.Rent(most);
        T[] pooled = ArrayPool<T>.Shared.Rent(most);
        try
        {
            (int bytes, int count) = sparsifiers[level].DecodeSupport(message, x.Length, positions);
            Span<T> values = pooled.AsSpan(0, count);
            Decode(message[bytes..], level + 1, values);
            if (level == sparsifiers.Length - 1)
                Shrink(values, IsContractive<T>(level, x.Length));
            Sparsifier.Scatter(positions.AsSpan(0, count), values, x);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(positions);
            ArrayPool<T>.Shared.Return(pooled);
        }
    }

    private bool IsContractive<T>(int level, int dimension)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        !sparsifiers[level].Describe<T>(dimension).IsUnbiased;

    private void Shrink<T>(Span<T> values, bool isContractive)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CompressorInfo inner = last.Describe<T>(values.Length);
        if (isContractive && inner.IsUnbiased && inner.Omega > 0)
            VectorKernels.Scale(T.CreateTruncating(1 / (1 + inner.Omega)), values);
    }
}
