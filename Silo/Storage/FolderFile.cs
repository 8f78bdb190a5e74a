using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Starling.Silo.Storage;

/// <summary>
/// A file that holds one state: a magic number, the ETag, the length and the SHA-256 of the content, the content. It is written
/// beside its place, made durable and renamed, so that it is there whole or not at all.
/// </summary>
internal static class FolderFile
{
    private const ulong Magic = 0x31_45_54_41_54_53_52_53; // "SRSTATE1"
    private const int HeaderLength = 8 + 16 + 8 + 32;

    /// <summary>Writes content and returns its ETag.</summary>
    /// <param name="path">The place.</param>
    /// <param name="content">The content.</param>
    /// <exception cref="IOException">The disk is full or cannot be written; the file at the place is as it was.</exception>
    public static string Write(string path, ReadOnlySpan<byte> content)
    {
        Guid tag = Guid.NewGuid();
        Span<byte> header = stackalloc byte[HeaderLength];
        BinaryPrimitives.WriteUInt64LittleEndian(header, Magic);
        tag.TryWriteBytes(header[8..]);
        BinaryPrimitives.WriteInt64LittleEndian(header[24..], content.Length);
        SHA256.HashData(content, header[32..]);
        string temporary = $"{path}.{Environment.ProcessId}-{tag:N}.tmp";
        try
        {
            using (FileStream stream = new(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                stream.Write(header);
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            DeleteQuietly(temporary);
            throw new IOException($"{path} cannot be written: {exception.Message}", exception);
        }

        return tag.ToString("N");
    }

    /// <summary>Reads content and ETag; null where there is no file.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static (byte[] Content, string ETag)? Read(string path)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }

        if (bytes.Length < HeaderLength
            || BinaryPrimitives.ReadUInt64LittleEndian(bytes) != Magic
            || BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(24)) != bytes.Length - HeaderLength
            || !SHA256.HashData(bytes.AsSpan(HeaderLength)).AsSpan().SequenceEqual(bytes.AsSpan(32, 32)))
        {
            throw new InvalidDataException($"{path} is damaged: its content does not have the length and hash that it was written with.");
        }

        return (bytes[HeaderLength..], TagOf(bytes));
    }

    /// <summary>The ETag of a file without its content; null where there is no file, empty where it is damaged.</summary>
    public static string? ReadTag(string path)
    {
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            byte[] header = new byte[HeaderLength];
            return stream.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false) == HeaderLength
                && BinaryPrimitives.ReadUInt64LittleEndian(header) == Magic
                    ? TagOf(header)
                    : "";
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Removes what writers that died left in a folder. The caller holds the folder's lock.</summary>
    public static void RemoveLeftovers(string folder)
    {
        foreach (string temporary in Directory.EnumerateFiles(folder, "*.tmp"))
            DeleteQuietly(temporary);
    }

    private static string TagOf(byte[] header) => new Guid(header.AsSpan(8, 16)).ToString("N");

    private static void DeleteQuietly(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The next writer tries again.
        }
    }
}
