using Microsoft.Playwright;
using Xunit;

namespace Starling.Dashboard.Browser.Tests;

/// <summary>Every page, light and dark, on a desktop and on a phone: a picture for a person, and the rules of accessibility.</summary>
public sealed class AppearanceTests(DashboardCluster cluster) : BrowserTest(cluster)
{
    private const string Network = """
        name: network
        algorithm: dadao
        problem: { kind: quadratic, condition: 20 }
        topology: { graph: cycle }
        workers: { count: 12 }
        stop: { rounds: 200 }
        evaluate: { every: 10 }
        """;

    private const string Attacked = """
        name: attacked
        algorithm: { kind: fedavg, localEpochs: 1, batchSize: 20, learningRate: 0.05 }
        model: { kind: mlp, hidden: [16] }
        data: { kind: synthetic, alpha: 0.5, beta: 0.5, partition: natural }
        workers: { count: 20, byzantine: { count: 4, attack: sign-flip } }
        aggregation: { rule: trimmed-mean, byzantine: 4 }
        stop: { rounds: 60 }
        evaluate: { every: 2 }
        """;

    private static string? network;
    private static string? attacked;

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task EveryPageCanBeReadByEverybody(bool dark, bool phone)
    {
        network ??= await Cluster.SubmitAsync(Network);
        attacked ??= await Cluster.SubmitAsync(Attacked);
        string running = await Cluster.SubmitAsync(LongJob);
        await OpenAsync(dark, phone);
        string look = $"{(dark ? "dark" : "light")}-{(phone ? "phone" : "desktop")}";
        await Page.GotoAsync("sign-in");
        await LookAsync("sign-in");
        await SignInAsync("submitter");
        await See(Page.GetByRole(AriaRole.Link, new() { Name = "long-run" }).First);
        await LookAsync("overview");
        await GoAsync("jobs", Page.GetByRole(AriaRole.Link, new() { Name = "long-run" }).First);
        await LookAsync("jobs");
        await GoAsync("cluster", Page.Locator(".silos tbody tr", new() { HasText = "silo-1" }));
        await LookAsync("cluster");
        await OpenJobAsync(running);
        await See(Page.Locator(".chart").First);
        await LookAsync("job");

        // It takes all of the machine, and the other pages do not need it.
        await Cluster.CancelAsync(running);
        await GoAsync("jobs/new", Page.GetByText("No mistakes"));
        await LookAsync("editor");
        await GoAsync("compare", Page.GetByRole(AriaRole.Heading, new() { Name = "Choose the runs to compare" }));
        await LookAsync("compare-empty");
        await GoAsync($"compare?ids={attacked},{running}", Page.Locator("[data-test=differences]"));
        await See(Page.Locator(".chart").First);
        await LookAsync("compare");
        await GoAsync("nowhere", Page.GetByRole(AriaRole.Heading, new() { Name = "There is no such page" }));
        await LookAsync("not-found");

        await OpenJobAsync(attacked);
        await See(Page.Locator(".heading .chip.completed"));
        // With its curves the page is live: before, a click goes nowhere.
        await See(Page.Locator(".chart").First);
        foreach (string tab in (string[])["Rounds", "Workers", "Events", "Definition", "Checkpoints", "Files"])
            await LookAtTabAsync(tab);
        await OpenJobAsync(network);
        await See(Page.Locator(".heading .chip.completed"));
        await See(Page.Locator(".chart").First);
        await LookAtTabAsync("Nodes");
        await LookAtTabAsync("Network");

        async Task LookAtTabAsync(string tab)
        {
            await Page.GetByRole(AriaRole.Tab, new() { Name = tab }).ClickAsync();
            await Assertions.Expect(Page.GetByRole(AriaRole.Tab, new() { Name = tab })).ToHaveAttributeAsync("aria-selected", "true");
            await See(Page.GetByRole(AriaRole.Tabpanel).First);
            await LookAsync($"job-{tab.ToLowerInvariant()}");
        }

        async Task LookAsync(string page)
        {
            await ShootAsync($"{page}-{look}");
            await AssertAccessibleAsync($"{page}-{look}");
            Assert.True(await Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"), $"{page} scrolls sideways.");
        }
    }

    [Fact]
    public async Task APhoneHasADrawerAndTheThemeIsRemembered()
    {
        await OpenAsync(dark: false, phone: true);
        await SignInAsync("viewer");
        ILocator jobs = Page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link, new() { Name = "Jobs" });
        await Assertions.Expect(jobs).ToBeHiddenAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Menu" }).ClickAsync();
        await See(jobs);
        await ShootAsync("drawer-light-phone");
        await jobs.ClickAsync();
        await See(Page.GetByRole(AriaRole.Heading, new() { Name = "Jobs", Exact = true }));
        await Assertions.Expect(jobs).ToBeHiddenAsync();

        await Page.GetByRole(AriaRole.Button, new() { Name = "Light, dark or as the system" }).ClickAsync();
        await Assertions.Expect(Page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        await Page.ReloadAsync();
        await Assertions.Expect(Page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
    }

    private async Task GoAsync(string path, ILocator wanted)
    {
        await GoAsync(path);
        await See(wanted);
    }
}
