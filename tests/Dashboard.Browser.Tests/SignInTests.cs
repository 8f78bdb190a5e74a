using Microsoft.Playwright;
using Xunit;

namespace Starling.Dashboard.Browser.Tests;

public sealed class SignInTests(DashboardCluster cluster) : BrowserTest(cluster)
{
    [Fact]
    public async Task WhoHasNotSignedInIsAskedToAndComesBack()
    {
        await Page.GotoAsync("cluster");
        await Page.WaitForURLAsync("**/sign-in?*");
        await Page.GetByLabel("Token").FillAsync(Cluster.TokenOf("viewer"));
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();

        await See(Page.GetByRole(AriaRole.Heading, new() { Name = "Cluster", Exact = true }));
    }

    [Fact]
    public async Task AWrongTokenIsRefusedWithARemedy()
    {
        await Page.GotoAsync("sign-in");
        await Page.GetByLabel("Token").FillAsync("wrong");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();

        await See(Page.GetByRole(AriaRole.Alert).GetByText("STAR0601"));
        await AssertAccessibleAsync("sign-in-refused");
    }

    [Theory]
    [InlineData("viewer", false)]
    [InlineData("submitter", true)]
    [InlineData("operator", true)]
    public async Task EveryRoleSeesWhatItMay(string role, bool maySubmit)
    {
        string id = await Cluster.SubmitAsync(ShortJob, "operator");
        await SignInAsync(role);
        await See(Page.Locator(".who .role", new() { HasText = role }));
        await GoAsync("jobs/new");
        ILocator submit = Page.GetByRole(AriaRole.Button, new() { Name = "Submit", Exact = true });
        await See(Page.GetByText("No mistakes"));
        await (maySubmit ? Assertions.Expect(submit).ToBeEnabledAsync() : Assertions.Expect(submit).ToBeDisabledAsync());

        // The job is the operator's: nobody else may end it.
        await OpenJobAsync(id);
        await Assertions.Expect(Page.GetByRole(AriaRole.Button, new() { Name = "Forget" })).ToHaveCountAsync(role == "operator" ? 1 : 0);
        await Assertions.Expect(Page.GetByRole(AriaRole.Link, new() { Name = "Clone" })).ToHaveCountAsync(maySubmit ? 1 : 0);
    }

    [Fact]
    public async Task AfterSigningOutNothingIsSeen()
    {
        await SignInAsync("viewer");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Page.WaitForURLAsync("**/sign-in");
        await Page.GotoAsync("jobs");

        await Page.WaitForURLAsync("**/sign-in?*");
    }
}
