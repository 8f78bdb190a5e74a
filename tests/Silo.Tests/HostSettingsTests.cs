using Microsoft.Extensions.Configuration;
using Starling.Algorithms.Accelerators;
using Starling.Algorithms.Errors;
using Starling.Silo.Settings;
using Xunit;

namespace Starling.Silo.Tests;

public sealed class HostSettingsTests
{
    [Fact]
    public void The_defaults_are_valid() => new HostSettings().Validate();

    [Fact]
    public void Everything_wrong_is_told_at_once()
    {
        var settings = new HostSettings
        {
            Silo = new SiloSettings { ClusterId = "", SiloPort = 0, GatewayPort = 70_000, Address = "here" },
            Clustering = new ClusteringSettings { PrimarySilo = "nowhere" },
            Storage = new StorageSettings { Kind = StorageKind.Folder },
        };

        StarlingException refusal = Assert.Throws<StarlingException>(settings.Validate);

        Assert.Equal(ErrorCatalog.BadConfiguration, refusal.Error);
        foreach (string setting in (string[])["ClusterId", "SiloPort", "GatewayPort", "Address", "PrimarySilo", "Folder"])
            Assert.Contains(setting, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_section_tells_what_is_wrong_in_it()
    {
        var settings = new HostSettings
        {
            Tls = new TlsSettings { ServerName = "silo" },
            Connections = new ConnectionSettings { Connections = 0, MessageBytes = 1 },
            Telemetry = new TelemetrySettings { Endpoint = "collector", IntervalSeconds = 0 },
            Health = new HealthSettings { Port = -1, Address = "here" },
        };

        StarlingException refusal = Assert.Throws<StarlingException>(settings.Validate);

        foreach (string section in (string[])["Tls", "Limits", "Telemetry", "Health"])
            Assert.Contains($"Section {section}: ", refusal.Message, StringComparison.Ordinal);
        foreach (string setting in (string[])["Certificate", "Connections", "MessageBytes", "Endpoint", "IntervalSeconds", "Port", "Address"])
            Assert.Contains(setting, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Line);
    }

    [Theory]
    [InlineData(null, null, "is missing")]
    [InlineData("https://me.table.core.windows.net", "UseDevelopmentStorage=true", "both given")]
    [InlineData("http://me.table.core.windows.net", null, "must be an https address")]
    [InlineData("me.table.core.windows.net", null, "must be an https address")]
    public void An_Azure_service_is_reached_in_one_way(string? serviceUri, string? connection, string said)
    {
        var settings = new HostSettings
        {
            Clustering = new ClusteringSettings { Kind = ClusteringKind.AzureTable, ServiceUri = serviceUri, ConnectionString = connection },
            Storage = new StorageSettings { Kind = StorageKind.AzureBlob, ServiceUri = serviceUri, ConnectionString = connection },
        };

        StarlingException refusal = Assert.Throws<StarlingException>(settings.Validate);

        Assert.Matches($"Section Clustering: .*{said}.*Section Storage: .*{said}", refusal.Message);
    }

    [Fact]
    public void An_Azure_service_is_reached_at_an_address_or_by_a_connection_string()
    {
        new HostSettings
        {
            Clustering = new ClusteringSettings { Kind = ClusteringKind.AzureTable, ServiceUri = "https://me.table.core.windows.net" },
            Storage = new StorageSettings { Kind = StorageKind.AzureBlob, ConnectionStringFile = "/run/secrets/azure" },
        }.Validate();
    }

    [Theory]
    [InlineData("azure-blob")]
    [InlineData("AzureBlob")]
    [InlineData("azureblob")]
    public void Names_are_written_as_in_job_files_or_as_in_code(string name) =>
        Assert.Equal(StorageKind.AzureBlob, HostSettings.Read(Configuration(("Storage:Kind", name))).Storage.Kind);

    [Theory]
    [InlineData("disk")]
    [InlineData("1")]
    public void An_unknown_name_is_refused_with_those_that_there_are(string name)
    {
        StarlingException refusal = Assert.Throws<StarlingException>(() => HostSettings.Read(Configuration(("Storage:Kind", name))));

        Assert.Equal(ErrorCatalog.BadConfiguration, refusal.Error);
        Assert.Contains("Storage:Kind", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("memory, folder, postgresql, azure-blob", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("auto", AcceleratorKind.Auto)]
    [InlineData("none", AcceleratorKind.None)]
    [InlineData("Cuda", AcceleratorKind.Cuda)]
    public void The_accelerator_is_a_name(string name, AcceleratorKind kind) =>
        Assert.Equal(kind, HostSettings.Read(Configuration(("Silo:Accelerator", name))).Silo.Accelerator);

    [Theory]
    [InlineData("gpu")]
    [InlineData("1")]
    public void An_unknown_accelerator_is_refused_with_those_that_there_are(string name)
    {
        StarlingException refusal = Assert.Throws<StarlingException>(() => HostSettings.Read(Configuration(("Silo:Accelerator", name))));

        Assert.Contains("auto, none, cuda", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_section_is_read_from_whatever_configures_the_host()
    {
        HostSettings settings = HostSettings.Read(Configuration(
            ("Tls:Certificate", "silo.pfx"), ("Limits:ConnectionsPerAddress", "7"), ("Limits:Workers", "9"), ("Telemetry:Protocol", "grpc"), ("Health:Port", "8080")));

        Assert.Equal("silo.pfx", settings.Tls.Certificate);
        Assert.Equal(7, settings.Connections.ConnectionsPerAddress);
        Assert.Equal(9, settings.Limits.Workers);
        Assert.Equal(TelemetryProtocol.Grpc, settings.Telemetry.Protocol);
        Assert.Equal(8080, settings.Health.Port);
    }

    private static IConfiguration Configuration(params (string Key, string Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.ToDictionary(setting => setting.Key, setting => (string?)setting.Value))
        .Build();
}
