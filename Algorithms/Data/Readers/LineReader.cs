using Starling.Algorithms.Errors;

namespace Starling.Algorithms.Data;

/// <summary>The lines of a data file as bytes, without line ends (LF or CRLF), read through one buffer.</summary>
internal sealed class LineReader(DataFileStream file)
{
    private const int LongestLine = 1 << 28;

    private byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;
    private bool _fileEnded;

    /// <summary>The number of the line read last, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>Reads a line; it is valid until the next call.</summary>
    /// <exception cref="StarlingException">STAR0203: a line of more than 256 MiB, so this is no text file.</exception>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        int searched = 0;
        while (true)
        {
            int length = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (length >= 0 || _fileEnded)
            {
                length = length < 0 ? _end - _start : length + searched;
                bool isThere = _start < _end;
                line = _buffer.AsSpan(_start, length).TrimEnd((byte)'\r');
                _start = Math.Min(_end, _start + length + 1);
                Line++;
                return isThere;
            }

            searched = _end - _start;
            Refill();
        }
    }

    private void Refill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            if (_buffer.Length >= LongestLine)
                throw new StarlingException(ErrorCatalog.DataCorrupted,
                    $"{file.Path}, line {Line + 1}: the line is longer than {LongestLine} bytes; this is not a text file.");
            Array.Resize(ref _buffer, 2 * _buffer.Length);
        }

        int read = file.Read(_buffer.AsSpan(_end));
        _fileEnded = read == 0;
        _end += read;
    }
}
