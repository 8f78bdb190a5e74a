using System.Security.Cryptography;
using System.Text;
using Orleans.Serialization;
using Orleans.Storage;

namespace Starling.Silo.Storage;

/// <summary>
/// Grain states in files of a folder that several processes may share: <c>FOLDER/TYPE/KEY/NAME.state</c>. A write checks the
/// ETag under the lock of the grain's folder; of two that write at once one gets an <see cref="InconsistentStateException"/>.
/// </summary>
/// <param name="folder">The folder.</param>
/// <param name="serializer">Turns states into bytes.</param>
/// <param name="time">The clock.</param>
internal sealed class FolderGrainStorage(string folder, Serializer serializer, TimeProvider time) : IGrainStorage
{
    /// <summary>Longer parts of a path are shortened; their hash keeps them apart.</summary>
    private const int LongestPart = 120;

    /// <summary>The folder.</summary>
    public string Folder { get; } = Path.GetFullPath(folder);

    /// <inheritdoc/>
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        (byte[] Content, string ETag)? stored = FolderFile.Read(PathOf(stateName, grainId));
        grainState.RecordExists = stored is not null;
        grainState.ETag = stored?.ETag!;
        grainState.State = stored is { } found ? serializer.Deserialize<T>(found.Content) : Empty<T>();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        string path = PathOf(stateName, grainId);
        byte[] content = serializer.SerializeToArray(grainState.State);
        using IDisposable held = await LockAsync(path);
        CheckTag(path, stateName, grainId, grainState.ETag);
        grainState.ETag = FolderFile.Write(path, content);
        grainState.RecordExists = true;
    }

    /// <inheritdoc/>
    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        string path = PathOf(stateName, grainId);
        using (await LockAsync(path))
        {
            CheckTag(path, stateName, grainId, grainState.ETag);
            File.Delete(path);
        }

        grainState.ETag = null!;
        grainState.RecordExists = false;
        grainState.State = Empty<T>();
    }

    /// <summary>Where a state is.</summary>
    internal string PathOf(string stateName, GrainId grainId) => Path.Combine(
        Folder, Escape(grainId.Type.ToString()!), Escape(grainId.Key.ToString()!), $"{Escape(stateName)}.state");

    private static T Empty<T>() => typeof(T).IsAbstract || typeof(T).IsValueType ? default! : Activator.CreateInstance<T>();

    private async Task<IDisposable> LockAsync(string path)
    {
        string parent = Path.GetDirectoryName(path)!;
        IDisposable held = await FolderLock.TakeAsync(parent, time, CancellationToken.None);
        FolderFile.RemoveLeftovers(parent);
        return held;
    }

    // A file that is damaged has no ETag that anybody could know: it may be replaced.
    private static void CheckTag(string path, string stateName, GrainId grainId, string? expected)
    {
        string? stored = FolderFile.ReadTag(path);
        bool isDamaged = stored is not null && (stored.Length == 0 || (expected is null && IsDamaged(path)));
        if (!isDamaged && stored != expected)
        {
            throw new InconsistentStateException(
                $"The state '{stateName}' of {grainId} was changed by somebody else.", stored ?? "none", expected ?? "none");
        }
    }

    private static bool IsDamaged(string path)
    {
        try
        {
            return FolderFile.Read(path) is null;
        }
        catch (InvalidDataException)
        {
            return true;
        }
    }

    private static string Escape(string part)
    {
        var escaped = new StringBuilder(part.Length);
        foreach (byte unit in Encoding.UTF8.GetBytes(part))
        {
            char character = (char)unit;
            if (char.IsAsciiLetterOrDigit(character) || character is '-' or '_' || (character == '.' && escaped.Length > 0))
                escaped.Append(character);
            else
                escaped.Append('%').Append(unit.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
        }

        return escaped.Length <= LongestPart
            ? escaped.ToString()
            : $"{escaped.ToString(0, LongestPart - 33)}~{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(part)))[..32]}";
    }
}
