using System.Reflection;
using Npgsql;
using Starling.Algorithms.Errors;

namespace Starling.Silo.Storage;

/// <summary>The tables of a cluster in PostgreSQL: <c>deploy/postgres/starling.sql</c>, which may be applied again at any time.</summary>
internal static class PostgreSqlSchema
{
    /// <summary>Makes the tables where they are not there.</summary>
    /// <exception cref="StarlingException">STAR0409: the database cannot be reached or refuses. The message has no secret.</exception>
    public static void Apply(string connectionString)
    {
        using Stream resource = Assembly.GetExecutingAssembly().GetManifestResourceStream("starling.sql")!;
        using var reader = new StreamReader(resource);
        try
        {
            using var connection = new NpgsqlConnection(connectionString);
            connection.Open();
            using var command = new NpgsqlCommand(reader.ReadToEnd(), connection);
            command.ExecuteNonQuery();
        }
        catch (Exception exception) when (exception is NpgsqlException or ArgumentException or System.Net.Sockets.SocketException)
        {
            throw new StarlingException(ErrorCatalog.StorageUnavailable, $"PostgreSQL cannot be used: {exception.Message}", exception);
        }
    }
}
