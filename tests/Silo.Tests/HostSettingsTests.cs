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
}
