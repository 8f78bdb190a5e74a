using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Starling.Dashboard.Browser.Tests;
using Starling.TestSupport;
using Xunit;

[assembly: AssemblyFixture(typeof(DashboardCluster))]

namespace Starling.Dashboard.Browser.Tests;

/// <summary>Three silo processes and a dashboard, as <c>starling up</c> starts them, and a browser: once for all tests.</summary>
public sealed class DashboardCluster : IAsyncLifetime
{
    private const string Chromium = "/usr/bin/chromium";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private readonly TempFolder folder = new();
    private IPlaywright? playwright;

    /// <summary>Where the program with its static files was built.</summary>
    private static string Program => Repository.PathOf("Client", "Cli", "bin", "Release", "net10.0", "starling");

    /// <summary>Why there is nothing to test with; null where there is.</summary>
    public string? Missing { get; private set; }

    /// <summary>The browser.</summary>
    public IBrowser Browser { get; private set; } = null!;

    /// <summary>The address of the dashboard.</summary>
    public Uri Address { get; private set; } = null!;

    private JsonNode State { get; set; } = null!;

    /// <summary>The folder that screenshots are written to, for a person to look at.</summary>
    public static string Screenshots { get; } = Directory.CreateDirectory(Repository.PathOf("artifacts", "screenshots")).FullName;

    /// <summary>The rules of accessibility; null where they are not installed.</summary>
    public static string? Axe => Repository.PathOf("artifacts", "browser", "node_modules", "axe-core", "axe.min.js") is var path && File.Exists(path) ? path : null;

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Chromium))
        {
            Missing = "There is no chromium on this machine: run eng/install-test-services.sh.";
            return;
        }

        string said = await RunAsync("up", "--silos", "3", "--dir", folder["cluster"], "--json");
        State = JsonNode.Parse(said.Split('\n').Last(line => line.StartsWith('{')))!;
        Address = new Uri($"{State["dashboard"]!.GetValue<string>()}/");
        Assertions.SetDefaultExpectTimeout(BrowserTest.PatienceMilliseconds);
        playwright = await Playwright.CreateAsync();
        Browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Chromium, Args = ["--no-sandbox"] });
    }

    public async ValueTask DisposeAsync()
    {
        if (Browser is not null)
            await Browser.DisposeAsync();
        playwright?.Dispose();
        if (Missing is null)
            await RunAsync("down", "--dir", folder["cluster"]);
        folder.Dispose();
    }

    /// <summary>The token of a role: <c>viewer</c>, <c>submitter</c>, <c>operator</c>.</summary>
    public string TokenOf(string role) => File.ReadAllText(State["tokens"]![role]!.GetValue<string>()).Trim();

    /// <summary>Submits a job as a role, and returns its id.</summary>
    public async Task<string> SubmitAsync(string job, string role = "submitter")
    {
        string path = folder.Write($"{Guid.NewGuid():N}.yaml", job);
        return (await OrderAsync(role, "submit", path)).Trim().Split('\n')[^1].Trim();
    }

    /// <summary>Cancels a job as its submitter.</summary>
    public Task CancelAsync(string id) => OrderAsync("submitter", "cancel", id);

    private async Task<string> OrderAsync(string role, params string[] order)
    {
        string[] whole = [.. order, "--cluster", State["cluster"]!.GetValue<string>(), "--ca", State["ca"]!.GetValue<string>(), "--token", TokenOf(role)];
        for (int tries = 1; ; tries++)
        {
            try
            {
                return await RunAsync(whole);
            }
            catch (InvalidOperationException) when (tries < 3)
            {
                // A machine that does much else may be slower than the command's patience.
            }
        }
    }

    /// <summary>Kills a silo as a crash would.</summary>
    public void Kill(string silo)
    {
        JsonNode found = State["silos"]!.AsArray().Single(item => item!["name"]!.GetValue<string>() == silo)!;
        using Process process = Process.GetProcessById(found["process"]!.GetValue<int>());
        process.Kill();
    }

    private static async Task<string> RunAsync(params string[] arguments)
    {
        using var late = new CancellationTokenSource(Patience);
        using Process process = Process.Start(new ProcessStartInfo(Program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        Task<string> errors = process.StandardError.ReadToEndAsync(late.Token);
        string output = await process.StandardOutput.ReadToEndAsync(late.Token);
        await process.WaitForExitAsync(late.Token);
        return process.ExitCode == 0
            ? output : throw new InvalidOperationException($"starling {arguments[0]} ended with {process.ExitCode}: {await errors}{output}");
    }
}
