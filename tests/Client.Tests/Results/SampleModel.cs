using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Starling.Client.Tests.Results;

/// <summary>A small model: two float tensors and a double one, streamed in pieces that do not end where tensors do.</summary>
public sealed class SampleModel(int pieceLength = 10, Action<int>? onPiece = null) : ModelStream
{
    private readonly byte[] _bytes =
    [
        .. MemoryMarshal.AsBytes<float>([1.5f, -2.25f, float.Epsilon, 4, 5, 6]),
        .. MemoryMarshal.AsBytes<float>([0.125f]),
        .. MemoryMarshal.AsBytes<double>([Math.PI, -0.0]),
    ];

    public override IReadOnlyList<ModelTensor> Tensors { get; } =
    [
        new("layer1.weight", "F32", [2, 3], 24),
        new("layer1.\"bias\"", "F32", [1], 4),
        new("dual", "F64", [2], 16),
    ];

    public bool IsDisposed { get; private set; }

    public ReadOnlySpan<byte> Bytes => _bytes;

    public override async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        int piece = 0;
        for (int i = 0; i < _bytes.Length; i += pieceLength)
        {
            await Task.Yield();
            onPiece?.Invoke(piece++);
            yield return _bytes.AsMemory(i, Math.Min(pieceLength, _bytes.Length - i));
        }
    }

    public override ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return base.DisposeAsync();
    }
}
