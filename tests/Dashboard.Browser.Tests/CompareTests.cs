using Microsoft.Playwright;
using Xunit;

namespace Starling.Dashboard.Browser.Tests;

public sealed class CompareTests(DashboardCluster cluster) : BrowserTest(cluster)
{
    [Fact]
    public async Task TwoRunsAreOverlaidAndTheirDifferencesListed()
    {
        string one = await Cluster.SubmitAsync(ShortJob.Replace("short-run", "first", StringComparison.Ordinal));
        string two = await Cluster.SubmitAsync(ShortJob.Replace("short-run", "second", StringComparison.Ordinal).Replace("0.05", "0.2", StringComparison.Ordinal));
        await SignInAsync("viewer");
        await GoAsync("jobs");
        await Page.GetByLabel($"Compare {one}").CheckAsync();
        await Page.GetByLabel($"Compare {two}").CheckAsync();
        await Page.GetByRole(AriaRole.Link, new() { Name = "Compare 2" }).ClickAsync();

        ILocator differences = Page.Locator("[data-test=differences]");
        await See(differences.GetByText("algorithm.learningRate"));
        await See(differences.GetByText("0.2"));
        await Page.WaitForFunctionAsync("() => document.querySelector('.chart')?.querySelectorAll('.plot path.curve').length === 2");
        await See(Page.Locator(".legend", new() { HasText = "first" }).First);
        await ShootAsync("compare-two");

        await Page.Locator("[data-choice=gradients]").ClickAsync();
        await Assertions.Expect(Page.Locator(".chart .plot").First).ToHaveAttributeAsync("aria-label", new System.Text.RegularExpressions.Regex("against gradients"));
        // Of a job with a server they are the rounds.
        await Assertions.Expect(Page.Locator("[data-choice=iterations]")).ToBeHiddenAsync();
        await ShootAsync("compare-gradients");
    }

    [Fact]
    public async Task AnUnknownRunIsLeftOut()
    {
        string known = await Cluster.SubmitAsync(ShortJob);
        await SignInAsync("viewer");
        await GoAsync($"compare?ids={known},nobodys");

        await See(Page.GetByText("There is no job nobodys"));
        await See(Page.Locator(".chart").First);
        await ShootAsync("compare-unknown");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Leave it out" }).ClickAsync();
        await SeeGone(Page.GetByText("There is no job nobodys"));
        Assert.EndsWith($"compare?ids={known}", Page.Url, StringComparison.Ordinal);
    }
}
