using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Starling.Algorithms.Errors;

namespace Starling.Grains.Security;

/// <summary>
/// The tokens that a silo accepts, read from a file and read again when that changes. Of a token only its hash is ever held;
/// comparing takes the same time whatever is given.
/// </summary>
/// <remarks>
/// A file that has become unreadable or wrong changes nothing: the tokens that were good stay good, and the log says so. Safe for
/// several threads.
/// </remarks>
public sealed partial class TokenBook
{
    /// <summary>Nobody's token is longer; a longer text is not even hashed.</summary>
    private const int MostCharacters = 1024;

    private readonly string path;
    private readonly TimeSpan lookEvery;
    private readonly TimeProvider time;
    private readonly ILogger<TokenBook> logger;
    private readonly Lock looking = new();
    private ImmutableArray<TokenEntry> entries;
    private (DateTime Written, long Length) version;
    private long nextLook;

    /// <summary>Reads the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="lookEvery">How often it is looked at, at most.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Told of changes, by the number of tokens alone.</param>
    /// <exception cref="StarlingException">STAR0112: it cannot be read, or is no list of tokens.</exception>
    public TokenBook(string path, TimeSpan lookEvery, TimeProvider time, ILogger<TokenBook> logger)
    {
        this.path = path;
        this.lookEvery = lookEvery;
        this.time = time;
        this.logger = logger;
        try
        {
            version = VersionOf(path);
            entries = TokenFile.Read(File.ReadAllText(path), path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StarlingException(ErrorCatalog.BadConfiguration, $"The file of tokens {path} cannot be read: {exception.Message}", exception);
        }

        nextLook = After(lookEvery);
    }

    /// <summary>Whose token it is; null where nobody's. It may have expired: see <see cref="TokenEntry.Expires"/>.</summary>
    public TokenEntry? Find(string token)
    {
        Look();
        if (token.Length is 0 or > MostCharacters)
            return null;

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(token), hash);
        TokenEntry? found = null;
        foreach (TokenEntry entry in entries)
        {
            // To the end, so that the time tells nothing of where it stands.
            if (CryptographicOperations.FixedTimeEquals(entry.Hash.Span, hash))
                found = entry;
        }

        return found;
    }

    private static (DateTime Written, long Length) VersionOf(string path)
    {
        var file = new FileInfo(path);
        return (file.LastWriteTimeUtc, file.Length);
    }

    private long After(TimeSpan delay) => time.GetTimestamp() + (long)(delay.TotalSeconds * time.TimestampFrequency);

    private void Look()
    {
        if (time.GetTimestamp() < Volatile.Read(ref nextLook) || !looking.TryEnter())
            return;

        try
        {
            Volatile.Write(ref nextLook, After(lookEvery));
            (DateTime, long) now = VersionOf(path);
            if (now == version)
                return;

            version = now;
            ImmutableArray<TokenEntry> read = TokenFile.Read(File.ReadAllText(path), path);
            ImmutableInterlocked.InterlockedExchange(ref entries, read);
            LogRead(logger, path, read.Length);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or StarlingException)
        {
            LogNotRead(logger, path, exception is StarlingException ? exception.Message : exception.GetType().Name);
        }
        finally
        {
            looking.Exit();
        }
    }

    [LoggerMessage(1301, LogLevel.Information, "The file of tokens {Path} was read again: {Count} tokens.")]
    private static partial void LogRead(ILogger logger, string path, int count);

    [LoggerMessage(1302, LogLevel.Error, "The file of tokens {Path} cannot be used; the tokens known before stay valid. {Reason}")]
    private static partial void LogNotRead(ILogger logger, string path, string reason);
}
