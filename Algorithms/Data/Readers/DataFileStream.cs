using System.IO.Compression;
using Microsoft.Win32.SafeHandles;
using Starling.Algorithms.Errors;

namespace Starling.Algorithms.Data;

/// <summary>
/// A data file opened for reading, unpacked on the way when it is gzip (told by its first two bytes, not by its name). Every
/// failure of the disk or of the packing leaves it as a <see cref="StarlingException"/> that names the file.
/// </summary>
/// <remarks>
/// The gzip stream of the framework checks the CRC of what it unpacks, but takes a file that was cut off for one that ended.
/// So the length that gzip writes at the very end is compared with the length that came out.
/// </remarks>
internal sealed class DataFileStream : Stream
{
    private const int ShortestPacked = 18;

    private readonly FileStream _file;
    private readonly GZipStream? _unpacker;

    // Taken once: every look at the property of the stream moves the file's position, which threads must not do at a time.
    private readonly Lazy<SafeFileHandle> _handle;
    private uint _packedLength;
    private long _position;
    private bool _ended;

    private DataFileStream(FileStream file, bool isPacked)
    {
        _file = file;
        _handle = new Lazy<SafeFileHandle>(() => file.SafeFileHandle);
        if (isPacked)
            _unpacker = new GZipStream(file, CompressionMode.Decompress);
    }

    /// <summary>Opens a file.</summary>
    /// <param name="path">Its path.</param>
    /// <exception cref="StarlingException">STAR0201: it is not there or cannot be opened.</exception>
    public static DataFileStream Open(string path)
    {
        FileStream? file = null;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
            Span<byte> ends = stackalloc byte[4];
            bool isPacked = file.Length >= 2 && file.ReadAtLeast(ends[..2], 2) == 2 && ends[0] == 0x1f && ends[1] == 0x8b;
            var opened = new DataFileStream(file, isPacked);
            if (isPacked && file.Length >= ShortestPacked)
            {
                file.Seek(-4, SeekOrigin.End);
                file.ReadExactly(ends);
                opened._packedLength = BitConverter.ToUInt32(ends);
            }

            file.Seek(0, SeekOrigin.Begin);
            return opened;
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            file?.Dispose();
            string reason = exception is FileNotFoundException or DirectoryNotFoundException
                ? "does not exist; check the path"
                : $"cannot be opened: {exception.Message.TrimEnd('.')}";
            throw new StarlingException(ErrorCatalog.DataMissing, $"The file {path} {reason}.", exception);
        }
    }

    /// <summary>The full path.</summary>
    public string Path => _file.Name;

    /// <summary>Whether the file is gzip.</summary>
    public bool IsPacked => _unpacker is not null;

    /// <summary>The size of the file on disk.</summary>
    public long FileLength => _file.Length;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <summary>How much content was read so far.</summary>
    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (_ended || buffer.IsEmpty)
            return 0;
        int read;
        try
        {
            read = _unpacker is null ? _file.Read(buffer) : _unpacker.Read(buffer);
        }
        catch (InvalidDataException exception)
        {
            throw new StarlingException(ErrorCatalog.DataCorrupted,
                $"{Path} is damaged: its gzip data or checksum is wrong near byte {_position} of the content; fetch the file "
                + "again.", exception);
        }
        catch (IOException exception)
        {
            throw Unreadable(_position, exception);
        }

        _position += read;
        if (read == 0)
        {
            _ended = true;
            if (IsPacked && (FileLength < ShortestPacked || _packedLength != (uint)_position))
                throw new StarlingException(ErrorCatalog.DataTruncated,
                    $"{Path} is truncated: its gzip trailer does not tell the {_position} bytes that were unpacked; fetch the "
                    + "file again, or unpack it if it was joined from several gzip files.");
        }

        return read;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <summary>Fills a buffer with the next bytes.</summary>
    /// <param name="buffer">What to fill.</param>
    /// <param name="what">What the bytes are, for the message: <c>the header</c>.</param>
    /// <exception cref="StarlingException">STAR0202: the file ends before.</exception>
    public void Fill(Span<byte> buffer, string what)
    {
        int filled = this.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        if (filled < buffer.Length)
            throw new StarlingException(ErrorCatalog.DataTruncated,
                $"{Path} is truncated: it ends at byte {_position}, within {what}; fetch the file again.");
    }

    /// <summary>Fills a buffer with bytes from anywhere in a file that is not gzip, and leaves the position. Threads may do so at once.</summary>
    /// <param name="buffer">What to fill.</param>
    /// <param name="offset">The first byte.</param>
    /// <param name="what">What the bytes are, for the message.</param>
    /// <exception cref="StarlingException">STAR0202: the file ends before. STAR0201: it cannot be read.</exception>
    public void FillAt(Span<byte> buffer, long offset, string what)
    {
        try
        {
            while (!buffer.IsEmpty)
            {
                int read = RandomAccess.Read(_handle.Value, buffer, offset);
                if (read == 0)
                    throw new StarlingException(ErrorCatalog.DataTruncated,
                        $"{Path} is truncated: it ends at byte {offset}, within {what}; fetch the file again.");
                offset += read;
                buffer = buffer[read..];
            }
        }
        catch (IOException exception)
        {
            throw Unreadable(offset, exception);
        }
    }

    /// <summary>
    /// Reads a block whose length a header announced. Memory grows with what is really there, so a header that lies costs
    /// nothing.
    /// </summary>
    /// <param name="length">The announced length.</param>
    /// <param name="what">What the block is, for the message.</param>
    /// <exception cref="StarlingException">STAR0202: the file ends before. STAR0208: longer than an array can be.</exception>
    public byte[] ReadBlock(long length, string what)
    {
        if (length > Array.MaxLength)
            throw new StarlingException(ErrorCatalog.DataTooLarge,
                $"{Path} announces {length} bytes for {what}; at most {Array.MaxLength} can be read from one file.");
        if (!IsPacked && length > FileLength - _position)
            throw new StarlingException(ErrorCatalog.DataTruncated,
                $"{Path} is truncated: it announces {length} bytes for {what} and has {FileLength - _position}; fetch the file "
                + "again.");

        // Images pack to about half; eight times the packed size is enough for them at once.
        long first = IsPacked ? Math.Min(length, Math.Max(1 << 16, 8 * FileLength)) : length;
        byte[] block = GC.AllocateUninitializedArray<byte>((int)first);
        int filled = 0;
        while (true)
        {
            Fill(block.AsSpan(filled), what);
            filled = block.Length;
            if (filled == length)
                return block;
            Array.Resize(ref block, (int)Math.Min(length, 2L * filled));
        }
    }

    /// <summary>Reads all that is left.</summary>
    /// <param name="what">What it is, for the message.</param>
    /// <exception cref="StarlingException">STAR0208: longer than an array can be.</exception>
    public byte[] ReadToEnd(string what)
    {
        using var content = new MemoryStream();
        byte[] buffer = new byte[1 << 16];
        for (int read = Read(buffer.AsSpan()); read > 0; read = Read(buffer.AsSpan()))
        {
            if (content.Length + read > Array.MaxLength)
                throw new StarlingException(ErrorCatalog.DataTooLarge,
                    $"{Path} has more than {Array.MaxLength} bytes of {what}; split the file.");
            content.Write(buffer, 0, read);
        }

        return content.ToArray();
    }

    /// <summary>Makes sure that nothing follows; for gzip this is also what makes the checksum be compared.</summary>
    /// <exception cref="StarlingException">STAR0203: something follows.</exception>
    public void ExpectEnd()
    {
        Span<byte> one = stackalloc byte[1];
        if (Read(one) != 0)
            throw new StarlingException(ErrorCatalog.DataCorrupted,
                $"{Path} goes on after byte {_position - 1}, where its header says that it ends; fetch the file again.");
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private StarlingException Unreadable(long position, IOException exception) => new(ErrorCatalog.DataMissing,
        $"{Path} cannot be read after byte {position} ({exception.Message.TrimEnd('.')}); check the disk or the share.", exception);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _unpacker?.Dispose();
            _file.Dispose();
        }

        base.Dispose(disposing);
    }
}
