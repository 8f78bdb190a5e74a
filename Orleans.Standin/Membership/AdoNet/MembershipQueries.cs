using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace Orleans.Runtime.MembershipService;

/// <summary>
/// The statements of a membership table. Their texts are in the database, in the table <c>OrleansQuery</c>, under the keys and
/// with the parameters that Orleans has, so that one schema serves both.
/// </summary>
internal sealed class MembershipQueries
{
    private const string DateFormat = "yyyy-MM-dd HH:mm:ss.fff 'GMT'";

    private static readonly string[] Keys =
    [
        "GatewaysQueryKey", "MembershipReadRowKey", "MembershipReadAllKey", "InsertMembershipVersionKey", "UpdateIAmAlivetimeKey",
        "InsertMembershipKey", "UpdateMembershipKey", "DeleteMembershipTableEntriesKey", "CleanupDefunctSiloEntriesKey",
    ];

    private readonly DbDataSource _source;
    private readonly string _clusterId;
    private readonly Dictionary<string, string> _texts;

    private MembershipQueries(DbDataSource source, string clusterId, Dictionary<string, string> texts)
    {
        _source = source;
        _clusterId = clusterId;
        _texts = texts;
    }

    /// <summary>Reads the texts.</summary>
    /// <exception cref="OrleansConfigurationException">The options cannot work, or the schema lacks a text.</exception>
    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "The source lives as long as the host.")]
    public static async Task<MembershipQueries> OpenAsync(string invariant, string? connectionString, DbDataSource? source, string clusterId)
    {
        source ??= SourceOf(invariant, connectionString);
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        await using (DbCommand command = source.CreateCommand("SELECT QueryKey, QueryText FROM OrleansQuery"))
        await using (DbDataReader reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync()) texts[reader.GetString(0)] = reader.GetString(1);
        }

        string[] missing = [.. Keys.Where(key => !texts.ContainsKey(key))];
        return missing.Length == 0
            ? new MembershipQueries(source, clusterId, texts)
            : throw new OrleansConfigurationException($"The table OrleansQuery of the membership database lacks {string.Join(", ", missing)}.");
    }

    /// <exception cref="OrleansConfigurationException">The options cannot work.</exception>
    public static void Validate(string optionsName, string? invariant, string? connectionString, DbDataSource? source)
    {
        if (string.IsNullOrWhiteSpace(invariant)) throw new OrleansConfigurationException($"{optionsName}.Invariant is missing.");
        if (string.IsNullOrWhiteSpace(connectionString) == (source is null))
            throw new OrleansConfigurationException($"{optionsName} needs exactly one of ConnectionString and DataSource.");
    }

    public Task<bool> InsertVersionAsync() => WriteAsync("InsertMembershipVersionKey", _ => { });

    public Task<bool> InsertAsync(MembershipEntry entry, string version) => WriteAsync("InsertMembershipKey", command =>
    {
        AddSilo(command, entry.SiloAddress);
        Add(command, "SiloName", entry.SiloName, DbType.String);
        Add(command, "HostName", entry.HostName, DbType.String);
        Add(command, "Status", (int)entry.Status, DbType.Int32);
        Add(command, "ProxyPort", entry.ProxyPort, DbType.Int32);
        Add(command, "StartTime", Utc(entry.StartTime), DbType.DateTime);
        Add(command, "IAmAliveTime", Utc(entry.IAmAliveTime), DbType.DateTime);
        AddVersion(command, version);
    });

    public Task<bool> UpdateAsync(MembershipEntry entry, string version) => WriteAsync("UpdateMembershipKey", command =>
    {
        AddSilo(command, entry.SiloAddress);
        Add(command, "Status", (int)entry.Status, DbType.Int32);
        Add(command, "SuspectTimes", Format(entry.SuspectTimes), DbType.String);
        Add(command, "IAmAliveTime", Utc(entry.IAmAliveTime), DbType.DateTime);
        AddVersion(command, version);
    });

    public Task UpdateIAmAliveAsync(SiloAddress silo, DateTime time) => ExecuteAsync("UpdateIAmAlivetimeKey", command =>
    {
        AddSilo(command, silo);
        Add(command, "IAmAliveTime", Utc(time), DbType.DateTime);
    });

    public Task CleanUpAsync(DateTimeOffset before) =>
        ExecuteAsync("CleanupDefunctSiloEntriesKey", command => Add(command, "IAmAliveTime", before.UtcDateTime, DbType.DateTime));

    public async Task DeleteAsync(string clusterId)
    {
        await using DbCommand command = _source.CreateCommand(_texts["DeleteMembershipTableEntriesKey"]);
        Add(command, "DeploymentId", clusterId, DbType.String);
        await command.ExecuteNonQueryAsync();
    }

    public Task<MembershipTableData> ReadRowAsync(SiloAddress silo) => ReadTableAsync("MembershipReadRowKey", command => AddSilo(command, silo));

    public Task<MembershipTableData> ReadAllAsync() => ReadTableAsync("MembershipReadAllKey", _ => { });

    public async Task<IList<Uri>> ReadGatewaysAsync()
    {
        await using DbCommand command = Prepare("GatewaysQueryKey", command => Add(command, "Status", (int)SiloStatus.Active, DbType.Int32));
        await using DbDataReader reader = await command.ExecuteReaderAsync();
        var gateways = new List<Uri>();
        while (await reader.ReadAsync())
            gateways.Add(Clients.GatewayUris.Of(new IPEndPoint(IPAddress.Parse(Text(reader, "Address")!), Number(reader, "ProxyPort")), Number(reader, "Generation")));
        return gateways;
    }

    private static DbDataSource SourceOf(string invariant, string? connectionString)
    {
        if (!string.Equals(invariant, "Npgsql", StringComparison.Ordinal)) throw new OrleansConfigurationException($"There is no ADO.NET provider '{invariant}' here, there is 'Npgsql'.");
        var factory = (DbProviderFactory?)Type.GetType("Npgsql.NpgsqlFactory, Npgsql")?.GetField("Instance")?.GetValue(null)
            ?? throw new OrleansConfigurationException("The ADO.NET provider 'Npgsql' is configured, and its assembly is not there.");
        return factory.CreateDataSource(connectionString!);
    }

    private async Task<MembershipTableData> ReadTableAsync(string key, Action<DbCommand> addParameters)
    {
        await using DbCommand command = Prepare(key, addParameters);
        await using DbDataReader reader = await command.ExecuteReaderAsync();
        var rows = new List<Tuple<MembershipEntry, string>>();
        int version = -1;
        while (await reader.ReadAsync())
        {
            version = Number(reader, "Version");

            // Without silos there is one row, with nothing but the version.
            if (Text(reader, "Address") is { } address) rows.Add(Tuple.Create(ReadEntry(reader, address), ""));
        }

        if (version < 0) throw new OrleansException($"The membership table has no version of the cluster '{_clusterId}'.");
        return new MembershipTableData(rows, new TableVersion(version, version.ToString(CultureInfo.InvariantCulture)));
    }

    private static MembershipEntry ReadEntry(DbDataReader reader, string address) => new()
    {
        SiloAddress = SiloAddress.New(IPAddress.Parse(address), Number(reader, "Port"), Number(reader, "Generation")),
        SiloName = Text(reader, "SiloName") ?? "",
        HostName = Text(reader, "HostName") ?? "",
        Status = (SiloStatus)Number(reader, "Status"),
        ProxyPort = Number(reader, "ProxyPort"),
        StartTime = Time(reader, "StartTime"),
        IAmAliveTime = Time(reader, "IAmAliveTime"),
        SuspectTimes = Parse(Text(reader, "SuspectTimes")),
    };

    private async Task<bool> WriteAsync(string key, Action<DbCommand> addParameters)
    {
        await using DbCommand command = Prepare(key, addParameters);
        return Convert.ToBoolean(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    private async Task ExecuteAsync(string key, Action<DbCommand> addParameters)
    {
        await using DbCommand command = Prepare(key, addParameters);
        await command.ExecuteNonQueryAsync();
    }

    private DbCommand Prepare(string key, Action<DbCommand> addParameters)
    {
        DbCommand command = _source.CreateCommand(_texts[key]);
        Add(command, "DeploymentId", _clusterId, DbType.String);
        addParameters(command);
        return command;
    }

    private static void AddSilo(DbCommand command, SiloAddress silo)
    {
        Add(command, "Address", silo.Endpoint.Address.ToString(), DbType.String);
        Add(command, "Port", silo.Endpoint.Port, DbType.Int32);
        Add(command, "Generation", silo.Generation, DbType.Int32);
    }

    private static void AddVersion(DbCommand command, string version) =>
        Add(command, "Version", int.Parse(version, CultureInfo.InvariantCulture), DbType.Int32);

    private static void Add(DbCommand command, string name, object? value, DbType type)
    {
        DbParameter parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.DbType = type;
        parameter.Value = value ?? DBNull.Value;
        command.Parameters.Add(parameter);
    }

    private static DateTime Utc(DateTime time) => DateTime.SpecifyKind(time, DateTimeKind.Utc);

    private static int Number(DbDataReader reader, string column) =>
        reader.GetOrdinal(column) is var index && reader.IsDBNull(index) ? 0 : Convert.ToInt32(reader.GetValue(index), CultureInfo.InvariantCulture);

    private static string? Text(DbDataReader reader, string column) =>
        reader.GetOrdinal(column) is var index && reader.IsDBNull(index) ? null : reader.GetString(index);

    private static DateTime Time(DbDataReader reader, string column) => reader.GetDateTime(reader.GetOrdinal(column)).ToUniversalTime();

    private static string? Format(List<Tuple<SiloAddress, DateTime>>? votes) => votes is null
        ? null
        : string.Join('|', votes.Select(vote => $"{vote.Item1.ToParsableString()},{vote.Item2.ToString(DateFormat, CultureInfo.InvariantCulture)}"));

    private static List<Tuple<SiloAddress, DateTime>> Parse(string? votes) => string.IsNullOrEmpty(votes)
        ? []
        : [.. votes.Split('|').Select(vote => vote.Split(',')).Select(parts => Tuple.Create(
            SiloAddress.FromParsableString(parts[0]),
            DateTime.ParseExact(parts[1], DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal)))];
}
