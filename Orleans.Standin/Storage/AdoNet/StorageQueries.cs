using System.Data;
using System.Data.Common;
using System.Globalization;
using System.Text;
using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>
/// The statements of a storage. Their texts are in the database, in the table <c>OrleansQuery</c>, under the keys and with the
/// parameters that Orleans has, so that one schema serves both.
/// </summary>
internal sealed class StorageQueries
{
    public const string Read = "ReadFromStorageKey";
    public const string Write = "WriteToStorageKey";
    public const string Clear = "ClearStorageKey";
    public const string Delete = "DeleteStorageKey";
    private readonly DbDataSource _source;
    private readonly string _serviceId;
    private readonly Dictionary<string, string> _texts;

    private StorageQueries(DbDataSource source, string serviceId, Dictionary<string, string> texts)
    {
        _source = source;
        _serviceId = serviceId;
        _texts = texts;
    }

    /// <summary>Reads the texts.</summary>
    /// <exception cref="OrleansConfigurationException">The schema lacks a text.</exception>
    public static async Task<StorageQueries> OpenAsync(DbDataSource source, string serviceId, bool needsDelete, CancellationToken cancellationToken)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        await using (DbCommand command = source.CreateCommand("SELECT QueryKey, QueryText FROM OrleansQuery"))
        await using (DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken)) texts[reader.GetString(0)] = reader.GetString(1);
        }

        string[] needed = needsDelete ? [Read, Write, Clear, Delete] : [Read, Write, Clear];
        string[] missing = [.. needed.Where(key => !texts.ContainsKey(key))];
        return missing.Length == 0
            ? new StorageQueries(source, serviceId, texts)
            : throw new OrleansConfigurationException($"The table OrleansQuery of the storage's database lacks {string.Join(", ", missing)}.");
    }

    /// <summary>A state's bytes and version; no version where there is no row, no bytes where the state was cleared.</summary>
    public async Task<(byte[]? Payload, int? Version)> ReadAsync(string stateName, AdoNetKey key, CancellationToken cancellationToken)
    {
        await using DbCommand command = Prepare(Read, stateName, key);
        await using DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken)) return default;
        object payload = reader["PayloadBinary"];
        object version = reader["Version"];
        return (payload as byte[], version is DBNull ? null : Convert.ToInt32(version, CultureInfo.InvariantCulture));
    }

    /// <summary>Changes a state; the version after it, which is the one given, or none, where another one was stored.</summary>
    public async Task<int?> ChangeAsync(string query, string stateName, AdoNetKey key, int? version, BinaryData? payload, CancellationToken cancellationToken)
    {
        await using DbCommand command = Prepare(query, stateName, key);
        Add(command, "GrainStateVersion", version, DbType.Int32);
        if (payload is not null) Add(command, "PayloadBinary", payload.ToArray(), DbType.Binary);
        object? changed = await command.ExecuteScalarAsync(cancellationToken);
        return changed is null or DBNull ? null : Convert.ToInt32(changed, CultureInfo.InvariantCulture);
    }

    private DbCommand Prepare(string query, string stateName, AdoNetKey key)
    {
        DbCommand command = _source.CreateCommand(_texts[query]);
        Add(command, "GrainIdHash", key.Hash, DbType.Int32);
        Add(command, "GrainIdN0", key.N0, DbType.Int64);
        Add(command, "GrainIdN1", key.N1, DbType.Int64);
        Add(command, "GrainTypeHash", XxHash32.Compute(Encoding.UTF8.GetBytes(stateName)), DbType.Int32);
        Add(command, "GrainTypeString", stateName, DbType.String);
        Add(command, "GrainIdExtensionString", key.Extension, DbType.String);
        Add(command, "ServiceId", _serviceId, DbType.String);
        return command;
    }

    private static void Add(DbCommand command, string name, object? value, DbType type)
    {
        DbParameter parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.DbType = type;
        parameter.Value = value ?? DBNull.Value;
        command.Parameters.Add(parameter);
    }
}
