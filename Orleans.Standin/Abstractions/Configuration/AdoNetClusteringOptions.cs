using System.Data.Common;

namespace Orleans.Configuration;

/// <summary>The database with the membership table, for silos.</summary>
public class AdoNetClusteringSiloOptions
{
    /// <summary>How to connect; this or <see cref="DataSource"/>.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Where connections come from; this or <see cref="ConnectionString"/>.</summary>
    public DbDataSource? DataSource { get; set; }

    /// <summary>The database's provider, <c>Npgsql</c>.</summary>
    public string Invariant { get; set; } = null!;
}

/// <summary>The database with the membership table, for clients.</summary>
public class AdoNetClusteringClientOptions
{
    /// <summary>How to connect; this or <see cref="DataSource"/>.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Where connections come from; this or <see cref="ConnectionString"/>.</summary>
    public DbDataSource? DataSource { get; set; }

    /// <summary>The database's provider, <c>Npgsql</c>.</summary>
    public string Invariant { get; set; } = null!;
}
