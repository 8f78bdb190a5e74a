using System.ComponentModel.DataAnnotations;
using Starling.Silo;
using Xunit;

namespace Starling.Grains.Tests.Cluster;

public sealed class SiloSettingsTests
{
    [Fact]
    public void The_defaults_are_valid() => new SiloSettings().Validate();

    [Fact]
    public void Everything_wrong_is_told_at_once()
    {
        var settings = new SiloSettings { ClusterId = "", SiloPort = 0, GatewayPort = 70_000, PrimarySilo = "nowhere" };

        string message = Assert.Throws<ValidationException>(settings.Validate).Message;

        foreach (string setting in (string[])["ClusterId", "SiloPort", "GatewayPort", "PrimarySilo"])
            Assert.Contains(setting, message, StringComparison.Ordinal);
    }
}
