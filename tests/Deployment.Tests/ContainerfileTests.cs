using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Starling.TestSupport;
using Xunit;

namespace Starling.Deployment.Tests;

/// <summary>The file of images agrees with the projects that it publishes and with the manifests that run it.</summary>
public sealed partial class ContainerfileTests
{
    private static readonly string Text = File.ReadAllText(Repository.PathOf("deploy", "images", "Containerfile"));

    [Fact]
    public void ItPublishesProjectsThatThereAreWithTheEngine()
    {
        string[] orders = [.. Text.Split('\n').Where(line => line.Contains("dotnet publish", StringComparison.Ordinal))];

        Assert.Equal(2, orders.Length);
        Assert.All(orders, order =>
        {
            Assert.True(File.Exists(Repository.PathOf(Project().Match(order).Groups["path"].Value.Split('/'))), order);
            Assert.Contains("-p:OrleansSource=packages", order, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("silo", "Starling.Silo.dll", "Silo/Silo.csproj")]
    [InlineData("silo-gpu", "Starling.Silo.dll", "Silo/Silo.csproj")]
    [InlineData("silo-torch", "Starling.Silo.dll", "Silo/Silo.csproj")]
    [InlineData("dashboard", "starling.dll", "Client/Cli/Cli.csproj")]
    [InlineData("cli", "starling.dll", "Client/Cli/Cli.csproj")]
    public void EveryImageRunsTheProgramOfItsProjectAndNotAsRoot(string image, string program, string project)
    {
        string stage = Stage(image);
        string written = File.ReadAllText(Repository.PathOf(project.Split('/')));

        Assert.Contains($"\"/app/{program}\"", stage, StringComparison.Ordinal);
        Assert.Contains($"<AssemblyName>{Path.GetFileNameWithoutExtension(program)}</AssemblyName>", written, StringComparison.Ordinal);
        Assert.Contains("\nUSER 1654\n", stage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("silo", "gpu", "StatefulSet", "starling-silo")]
    [InlineData("silo-gpu", "gpu", "StatefulSet", "starling-silo-gpu")]
    [InlineData("silo-torch", "trainers", "StatefulSet", "starling-silo-gpu")]
    [InlineData("dashboard", "gpu", "Deployment", "starling-dashboard")]
    public void ItsPortsAndItsUserAreThoseOfTheManifest(string image, string overlay, string kind, string name)
    {
        Assert.SkipWhen(Manifests.Missing is not null, Manifests.Missing ?? "");
        JsonObject workload = Manifests.Render(overlay).Get(kind, name);
        string[] told = [.. Expose().Match(Stage(image)).Groups["ports"].Value.Split(' ')];

        Assert.Equal(workload.Containers().Single()["ports"].Items().Select(port => port["containerPort"].Text()!), told);
        Assert.Equal("1654", workload.Pod()["securityContext"]!["runAsUser"].Text());
        Assert.StartsWith($"starling-{image}:", workload.Containers().Single()["image"].Text(), StringComparison.Ordinal);
    }

    private static string Stage(string image) => Text.Split("\nFROM ").Single(stage => stage.Split('\n')[0].EndsWith($" AS {image}", StringComparison.Ordinal));

    [GeneratedRegex(@"dotnet publish (?<path>\S+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Project();

    [GeneratedRegex(@"\nEXPOSE (?<ports>[0-9 ]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Expose();
}
