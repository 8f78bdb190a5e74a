using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Starling.Dashboard;
using Xunit;

namespace Starling.Deployment.Tests;

public sealed class RenderedDashboardTests
{
    [Fact]
    public void ADashboardTakesTheSettingsOfTheManifest()
    {
        Assert.SkipWhen(Manifests.Missing is not null, Manifests.Missing ?? "");
        List<JsonObject> items = Manifests.Render("observability");
        Dictionary<string, string> environment = items.Get("Deployment", "starling-dashboard").Containers().Single().Environment(items, field => field);
        IConfiguration configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(environment.Select(pair => KeyValuePair.Create(pair.Key.Replace("__", ":", StringComparison.Ordinal), (string?)pair.Value)))
            .Build();

        DashboardSettings settings = DashboardSettings.Read(configuration);

        Assert.Equal(("http://0.0.0.0:8080", "starling-gateway:30000", "starling"), (settings.Url, settings.Cluster, settings.ServerName));
        Assert.Equal("/run/secrets/starling/dashboard.token", settings.TokenFile);
    }
}
