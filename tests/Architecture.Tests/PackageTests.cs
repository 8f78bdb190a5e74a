using System.Diagnostics;
using System.IO.Compression;
using System.Xml.Linq;
using Starling.TestSupport;
using Xunit;

namespace Starling.Architecture.Tests;

/// <summary>What <c>eng/pack.sh</c> makes of what was built.</summary>
public sealed class PackageTests
{
    private static readonly string[] Names = ["Starling.Algorithms", "Starling.Client", "Starling.GrainInterfaces"];

    [Fact]
    public async Task The_packages_of_the_client_hold_the_libraries_and_need_nothing_private()
    {
        using var folder = new TempFolder();

        (int code, string output) = await PackAsync(folder.Path);

        if (IsBuiltWithStandin)
        {
            // There is nothing to install beside them.
            Assert.NotEqual(0, code);
            Assert.Contains("needs the engine Orleans", output, StringComparison.Ordinal);
            return;
        }

        Assert.True(code == 0, output);
        Assert.Equal(
            Names.SelectMany(name => (string[])[$"{name}.nupkg", $"{name}.snupkg"]),
            Directory.GetFiles(folder.Path).Select(path => NameOf(path) + Path.GetExtension(path)).Order(StringComparer.Ordinal));
        foreach (string path in Directory.GetFiles(folder.Path, "*.nupkg"))
        {
            using ZipArchive package = await ZipFile.OpenReadAsync(path, TestContext.Current.CancellationToken);
            string name = NameOf(path);
            string[] files = [.. package.Entries.Select(entry => entry.FullName)];
            Assert.All((string[])[$"lib/net10.0/{name}.dll", $"lib/net10.0/{name}.xml", "README.md"], file => Assert.Contains(file, files));

            ZipArchiveEntry description = package.Entries.Single(entry => entry.FullName == $"{name}.nuspec");
            await using Stream stream = await description.OpenAsync(TestContext.Current.CancellationToken);
            XDocument nuspec = await XDocument.LoadAsync(stream, LoadOptions.None, TestContext.Current.CancellationToken);
            string[] needs = [.. nuspec.Descendants().Where(item => item.Name.LocalName == "dependency").Select(item => (string)item.Attribute("id")!)];
            Assert.All(needs.Where(id => id.StartsWith("Starling", StringComparison.Ordinal)), id => Assert.Contains(id, Names));
            Assert.DoesNotContain(needs, id => id.Contains("Standin", StringComparison.Ordinal) || id.Contains("Analyzer", StringComparison.Ordinal));
            Assert.Equal("MIT", nuspec.Descendants().Single(item => item.Name.LocalName == "license").Value);
        }
    }

    // Whoever ran the build may have chosen the engine in its command line, which this one does not see.
    private static bool IsBuiltWithStandin =>
        File.ReadAllText(Repository.PathOf("Client", "obj", "project.assets.json")).Contains("Orleans.Standin", StringComparison.Ordinal);

    private static string NameOf(string path) =>
        Names.Single(known => Path.GetFileName(path).StartsWith(known + ".", StringComparison.Ordinal));

    private static async Task<(int Code, string Output)> PackAsync(string folder)
    {
        var start = new ProcessStartInfo(Repository.PathOf("eng", "pack.sh"), [folder, "--no-build", $"-p:OrleansSource={(IsBuiltWithStandin ? "standin" : "packages")}"]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output + await errors);
    }
}
