using System.Text.Json;
using Microsoft.Playwright;
using Xunit;

namespace Starling.Dashboard.Browser.Tests;

/// <summary>A test with a page of its own.</summary>
/// <param name="cluster">The cluster and the browser.</param>
public abstract class BrowserTest(DashboardCluster cluster) : IAsyncLifetime
{
    /// <summary>A job that goes on until it is stopped, whose curve grows all the time.</summary>
    protected const string LongJob = """
        name: long-run
        algorithm: { kind: fedavg, localEpochs: 1, batchSize: 20, learningRate: 0.05 }
        model: { kind: mlp, hidden: [16] }
        data: { kind: synthetic, alpha: 1, beta: 1, partition: natural }
        workers: { count: 20, participation: 0.5 }
        stop: { rounds: 100000 }
        evaluate: { every: 2 }
        checkpoint: { every: 5, seconds: 0.5 }
        """;

    /// <summary>A job of a few seconds.</summary>
    protected const string ShortJob = """
        name: short-run
        algorithm: { kind: fedavg, localEpochs: 1, batchSize: 20, learningRate: 0.05 }
        model: { kind: mlp, hidden: [16] }
        data: { kind: synthetic, alpha: 1, beta: 1, partition: natural }
        workers: { count: 6 }
        stop: { rounds: 12 }
        evaluate: { every: 2 }
        """;

    // A shared machine may be slow; nothing waits longer than it must.
    internal const float PatienceMilliseconds = 90_000;

    private IBrowserContext context = null!;

    /// <summary>The cluster.</summary>
    protected DashboardCluster Cluster => cluster;

    /// <summary>The page.</summary>
    protected IPage Page { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(cluster.Missing is not null, cluster.Missing ?? "");
        await OpenAsync(dark: false, phone: false);
    }

    public async ValueTask DisposeAsync()
    {
        if (context is null)
            return;
        if (TestContext.Current.TestState?.Result == TestResult.Failed)
            await ShootAsync($"failed-{TestContext.Current.TestMethod?.MethodName}");
        await context.DisposeAsync();
    }

    /// <summary>Begins anew with another look.</summary>
    protected async Task OpenAsync(bool dark, bool phone)
    {
        if (context is not null)
            await context.DisposeAsync();
        context = await cluster.Browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = cluster.Address.ToString(),
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            ViewportSize = phone ? new ViewportSize { Width = 390, Height = 844 } : new ViewportSize { Width = 1360, Height = 900 },
            ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout(PatienceMilliseconds);
        Page = await context.NewPageAsync();
    }

    /// <summary>Cuts the browser off, or lets it on again.</summary>
    protected Task SetOfflineAsync(bool offline) => context.SetOfflineAsync(offline);

    /// <summary>Signs in with the token of a role.</summary>
    protected async Task SignInAsync(string role)
    {
        await Page.GotoAsync("sign-in");
        await Page.GetByLabel("Token").FillAsync(cluster.TokenOf(role));
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await See(Page.GetByRole(AriaRole.Heading, new() { Name = "Overview", Exact = true }));
        await LiveAsync();
    }

    /// <summary>Waits until the page is live: what was drawn on the server before is replaced then, and a click in that moment is lost.</summary>
    protected Task LiveAsync() => Assertions.Expect(Page.Locator(".shell[data-live]")).ToHaveCountAsync(1, new() { Timeout = PatienceMilliseconds });

    /// <summary>Opens a page and waits until it is live.</summary>
    protected async Task GoAsync(string path)
    {
        await Page.GotoAsync(path);
        await LiveAsync();
    }

    /// <summary>Opens the page of a job and waits until it is live.</summary>
    protected async Task OpenJobAsync(string id)
    {
        await GoAsync($"jobs/{id}");
        await See(Page.GetByRole(AriaRole.Tab, new() { Name = "Curves" }));
    }

    /// <summary>Waits until something is seen.</summary>
    protected static Task See(ILocator locator) =>
        Assertions.Expect(locator).ToBeVisibleAsync(new() { Timeout = PatienceMilliseconds });

    /// <summary>Waits until something is not seen any more.</summary>
    protected static Task SeeGone(ILocator locator) =>
        Assertions.Expect(locator).ToHaveCountAsync(0, new() { Timeout = PatienceMilliseconds });

    /// <summary>Waits until the job has passed a round.</summary>
    protected async Task WaitForRoundAsync(int round) => await Page.WaitForFunctionAsync(
        "wanted => Number((document.querySelector('[data-test=round]')?.textContent || '0').replaceAll(',', '')) >= wanted", round);

    /// <summary>The round that the page shows.</summary>
    protected async Task<int> RoundAsync() => int.Parse(
        await Page.Locator("[data-test=round]").TextContentAsync() ?? "", System.Globalization.NumberStyles.AllowThousands, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>A picture of the page for a person to look at.</summary>
    protected Task ShootAsync(string name) =>
        Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(DashboardCluster.Screenshots, $"{name}.png") });

    /// <summary>No rule of accessibility is broken in a way that is serious or critical.</summary>
    protected async Task AssertAccessibleAsync(string name)
    {
        Assert.SkipWhen(DashboardCluster.Axe is null, "axe-core is not installed: run eng/install-test-services.sh.");
        // A page that becomes live gives its title anew.
        await Page.WaitForFunctionAsync("() => document.title.length > 0");
        await Page.AddScriptTagAsync(new PageAddScriptTagOptions { Path = DashboardCluster.Axe });
        string found = await Page.EvaluateAsync<string>("""
            async () => JSON.stringify((await axe.run(document, { resultTypes: ['violations'] })).violations
              .filter(item => ['serious', 'critical'].includes(item.impact))
              .map(item => `${item.id}: ${item.nodes.map(node => node.html.slice(0, 200)).join(' | ')}`))
            """);
        Assert.True(JsonSerializer.Deserialize<string[]>(found) is [], $"{name}: {found}");
    }
}
