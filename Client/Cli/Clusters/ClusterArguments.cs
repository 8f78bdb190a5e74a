using System.CommandLine;
using Starling.Algorithms.Errors;
using Starling.Cli.Hosting;
using Starling.Cli.Local;
using Starling.Client;
using Starling.Client.Connections;

namespace Starling.Cli.Clusters;

/// <summary>
/// The options of every command that asks a running cluster. Where none names a cluster, the one that <c>starling up</c> left
/// running is meant.
/// </summary>
internal sealed class ClusterArguments
{
    /// <summary>Names the cluster.</summary>
    public const string ClusterVariable = "STARLING_CLUSTER";

    /// <summary>Holds the token.</summary>
    public const string TokenVariable = "STARLING_TOKEN";

    /// <summary>Names the file of the authority.</summary>
    public const string AuthorityVariable = "STARLING_CA";

    /// <summary>Holds the id of a cluster that is not called <c>starling</c>.</summary>
    public const string ClusterIdVariable = "STARLING_CLUSTER_ID";

    private readonly Option<string?> cluster = new("--cluster")
    {
        Description = $"Where the cluster's gateways are; else {ClusterVariable}, else the local cluster of `starling up`.",
        HelpName = "HOST:PORT[,...]",
    };

    private readonly Option<string?> token = new("--token")
    {
        Description = $"The token; else {TokenVariable}, which other users of this machine cannot see.",
        HelpName = "TOKEN",
    };

    private readonly Option<string?> authority = new("--ca")
    {
        Description = $"The certificate of the authority that signed the silos' certificates; else {AuthorityVariable}.",
        HelpName = "FILE",
    };

    private readonly Option<bool> plain = new("--no-tls")
    {
        Description = "Connect without encryption. Within this machine that is so unless --ca is given.",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(cluster);
        command.Options.Add(token);
        command.Options.Add(authority);
        command.Options.Add(plain);
    }

    /// <summary>Asks the cluster. An interrupt gives up; it ends nothing on the cluster.</summary>
    /// <param name="host">The process.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="action">What is asked; returns the exit code.</param>
    public async Task<int> AskAsync(ICliHost host, ParseResult parsed, Func<IStarlingClient, CancellationToken, Task<int>> action)
    {
        StarlingConnectionOptions options = Resolve(host, parsed);
        using var interrupts = new Interrupts(host);
        try
        {
            await using IStarlingClient client = await host.ConnectAsync(options, interrupts.Token);
            return await action(client, interrupts.Token);
        }
        catch (OperationCanceledException) when (interrupts.Happened)
        {
            return ExitCodes.Interrupted;
        }
    }

    private StarlingConnectionOptions Resolve(ICliHost host, ParseResult parsed)
    {
        string? secret = parsed.GetValue(token) ?? host.Variable(TokenVariable);
        string? file = parsed.GetValue(authority) ?? host.Variable(AuthorityVariable);
        if ((parsed.GetValue(cluster) ?? host.Variable(ClusterVariable)) is not { } addresses)
            return LocalConnection(host, secret, file);

        var options = new StarlingConnectionOptions
        {
            Addresses = addresses,
            Token = secret,
            CaFile = file,
            Tls = parsed.GetValue(plain) ? TlsUse.Off : TlsUse.Automatic,
            Time = host.Time,
        };
        return host.Variable(ClusterIdVariable) is { } id ? options with { ClusterId = id } : options;
    }

    private static StarlingConnectionOptions LocalConnection(ICliHost host, string? token, string? authority)
    {
        LocalFolder folder = LocalFolder.Default(host);
        if (folder.ReadState() is not { } state || !folder.Running(host.Silos).Any())
            throw new StarlingException(ErrorCatalog.NoLocalCluster, $"No local cluster runs from {folder.Path}.");

        StarlingConnectionOptions options = folder.Connection(state, host.Time);
        return options with { Token = token ?? options.Token, CaFile = authority ?? options.CaFile };
    }
}
