using System.Data.Common;
using System.Globalization;
using Orleans.Configuration;
using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>States in a database, a row each, with a version that counts.</summary>
internal sealed class AdoNetGrainStorage(string name, AdoNetGrainStorageOptions options, string serviceId) : IGrainStorage, IStartedStorage, IDisposable
{
    private DbDataSource? _ownSource;
    private StorageQueries? _queries;

    private StorageQueries Queries => _queries ?? throw new InvalidOperationException($"The storage '{name}' is used before its silo has started.");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(options.Invariant)) throw new OrleansConfigurationException($"The Invariant of the storage '{name}' is missing.");
        if (string.IsNullOrWhiteSpace(options.ConnectionString) == (options.DataSource is null))
            throw new OrleansConfigurationException($"The storage '{name}' needs exactly one of ConnectionString and DataSource.");
        DbDataSource source = options.DataSource ?? (_ownSource = SourceOf(options.Invariant, options.ConnectionString!));
        _queries = await StorageQueries.OpenAsync(source, serviceId, options.DeleteStateOnClear, cancellationToken);
    }

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        (byte[]? payload, int? version) = await Queries.ReadAsync(stateName, AdoNetKey.Of(grainId), CancellationToken.None);
        T? state = payload is null ? default : options.GrainStorageSerializer.Deserialize<T>(new BinaryData(payload));
        grainState.State = state ?? NewState<T>.Create();
        grainState.ETag = Format(version);
        grainState.RecordExists = payload is not null;
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        BinaryData payload = options.GrainStorageSerializer.Serialize(grainState.State);
        grainState.ETag = await ChangeAsync(StorageQueries.Write, stateName, grainId, grainState.ETag, payload);
        grainState.RecordExists = true;
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (!grainState.RecordExists && string.IsNullOrWhiteSpace(grainState.ETag))
        {
            await ReadStateAsync(stateName, grainId, grainState);
            if (!grainState.RecordExists) return;
        }

        string query = options.DeleteStateOnClear ? StorageQueries.Delete : StorageQueries.Clear;
        string etag = await ChangeAsync(query, stateName, grainId, grainState.ETag, payload: null);
        grainState.ETag = options.DeleteStateOnClear ? null : etag;
        grainState.RecordExists = false;
        grainState.State = NewState<T>.Create();
    }

    public void Dispose() => _ownSource?.Dispose();

    // As in Orleans, the provider is not referenced: it is there where the host references it.
    private static DbDataSource SourceOf(string invariant, string connectionString)
    {
        if (!string.Equals(invariant, "Npgsql", StringComparison.Ordinal)) throw new OrleansConfigurationException($"There is no ADO.NET provider '{invariant}' here, there is 'Npgsql'.");
        var factory = (DbProviderFactory?)Type.GetType("Npgsql.NpgsqlFactory, Npgsql")?.GetField("Instance")?.GetValue(null)
            ?? throw new OrleansConfigurationException("The ADO.NET provider 'Npgsql' is configured, and its assembly is not there.");
        return factory.CreateDataSource(connectionString);
    }

    private static string? Format(int? version) => version?.ToString(CultureInfo.InvariantCulture);

    private async Task<string> ChangeAsync(string query, string stateName, GrainId grainId, string? etag, BinaryData? payload)
    {
        int? version = string.IsNullOrWhiteSpace(etag) ? null : int.Parse(etag, CultureInfo.InvariantCulture);
        int? changed = await Queries.ChangeAsync(query, stateName, AdoNetKey.Of(grainId), version, payload, CancellationToken.None);
        return changed is null || changed == version
            ? throw new InconsistentStateException($"The state {stateName} of {grainId} in the storage '{name}' has not the version {etag ?? "none"} that the writer has.")
            : Format(changed)!;
    }
}
