using Microsoft.Playwright;
using Xunit;

namespace Starling.Dashboard.Browser.Tests;

public sealed class SiloLossTests(DashboardCluster cluster) : BrowserTest(cluster)
{
    private ILocator Silo => Page.Locator(".silos tbody tr", new() { HasText = "silo-3" });

    [Fact]
    public async Task AKilledSiloIsSeenToGoAndTheJobSurvives()
    {
        string id = await Cluster.SubmitAsync(LongJob);
        await SignInAsync("submitter");
        await OpenJobAsync(id);
        await WaitForRoundAsync(10);
        await GoAsync("cluster");
        await See(Silo);
        Cluster.Kill("silo-3");

        await See(Page.Locator("[data-test=membership] li", new() { HasText = "silo-3 went" }));
        await SeeGone(Silo);
        await ShootAsync("cluster-silo-lost");

        await OpenJobAsync(id);
        int round = await RoundAsync();
        await See(Page.Locator(".heading .chip.running"));
        await WaitForRoundAsync(round + 5);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Cancel", Exact = true }).ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Cancel the job" }).ClickAsync();
        await See(Page.Locator(".heading .chip.cancelled"));
    }
}
