using System.Data.Common;
using Orleans.Storage;

namespace Orleans.Configuration;

/// <summary>A storage of states in a database.</summary>
public class AdoNetGrainStorageOptions : IStorageProviderSerializerOptions
{
    /// <summary>The default of <see cref="Invariant"/>, which the stand-in does not have: it has to be set.</summary>
    public const string DEFAULT_ADONET_INVARIANT = "Microsoft.Data.SqlClient";

    /// <summary>How to connect; this or <see cref="DataSource"/>.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Where connections come from; this or <see cref="ConnectionString"/>. It stays its owner's, who disposes it.</summary>
    public DbDataSource? DataSource { get; set; }

    /// <summary>The database's provider, <c>Npgsql</c>.</summary>
    public string Invariant { get; set; } = DEFAULT_ADONET_INVARIANT;

    /// <inheritdoc/>
    public IGrainStorageSerializer GrainStorageSerializer { get; set; } = null!;

    /// <summary>Whether a cleared state loses its row, and with it its version. Default: false.</summary>
    public bool DeleteStateOnClear { get; set; }
}
