using System.Text;

namespace Starling.Client.Results;

/// <summary>
/// A text file that grows by whole lines, each handed to the system at once: what a crash leaves is every line but, at worst,
/// the last.
/// </summary>
internal sealed class LineFile : IDisposable
{
    private static readonly UTF8Encoding Encoding = new(encoderShouldEmitUTF8Identifier: false);

    private readonly string path;
    private readonly FileStream stream;

    /// <summary>Opens a new file.</summary>
    /// <exception cref="Algorithms.Errors.StarlingException">STAR0402: it cannot be written.</exception>
    public LineFile(string path)
    {
        this.path = path;
        try
        {
            // Unbuffered: a line is one write call, and another program may read along.
            stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
        }
        catch (Exception exception) when (ResultFile.IsDiskTrouble(exception))
        {
            throw ResultFile.NotWritable(path, exception);
        }
    }

    /// <summary>Appends a line.</summary>
    /// <exception cref="Algorithms.Errors.StarlingException">STAR0402: it cannot be written.</exception>
    public void Append(string line)
    {
        try
        {
            stream.Write(Encoding.GetBytes(line + "\n"));
        }
        catch (Exception exception) when (ResultFile.IsDiskTrouble(exception))
        {
            throw ResultFile.NotWritable(path, exception);
        }
    }

    /// <summary>How long the file is, in bytes.</summary>
    public long Length => stream.Length;

    /// <summary>Takes back what was appended since the file had a length.</summary>
    /// <exception cref="Algorithms.Errors.StarlingException">STAR0402: it cannot be written.</exception>
    public void CutTo(long length)
    {
        try
        {
            stream.SetLength(length);
            stream.Position = length;
        }
        catch (Exception exception) when (ResultFile.IsDiskTrouble(exception))
        {
            throw ResultFile.NotWritable(path, exception);
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => stream.Dispose();
}
