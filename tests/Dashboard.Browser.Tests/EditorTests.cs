using Microsoft.Playwright;
using Xunit;

namespace Starling.Dashboard.Browser.Tests;

public sealed class EditorTests(DashboardCluster cluster) : BrowserTest(cluster)
{
    private ILocator Text => Page.GetByLabel("The job, in YAML or JSON");

    private ILocator Submit => Page.GetByRole(AriaRole.Button, new() { Name = "Submit", Exact = true });

    [Fact]
    public async Task AJobIsSubmittedAndItsPageOpens()
    {
        await SignInAsync("submitter");
        await Page.GetByRole(AriaRole.Link, new() { Name = "Submit a job" }).First.ClickAsync();
        await See(Page.GetByText("No mistakes"));
        await Text.FillAsync(ShortJob.Replace("short-run", "from-the-editor", StringComparison.Ordinal));
        await See(Page.Locator(".facts dd", new() { HasText = "from-the-editor" }));
        await See(Page.GetByText("No mistakes"));
        await Submit.ClickAsync();

        await Page.WaitForURLAsync("**/jobs/from-the-editor-*");
        await See(Page.Locator(".heading .chip.completed"));
        await See(Page.GetByText("by local-submitter"));
    }

    [Fact]
    public async Task TheMistakeOfAWrongFieldIsSeenWithItsLine()
    {
        await SignInAsync("submitter");
        await GoAsync("jobs/new");
        await See(Page.GetByText("No mistakes"));
        await Text.FillAsync("name: wrong\nalgorithm: { kind: fedavg, lokalEpochs: 3 }\nmodel: softmax\ndata: synthetic\nstop: { rounds: 3 }\n");

        ILocator mistake = Page.Locator(".mistakes li", new() { HasText = "lokalEpochs" });
        await See(mistake.GetByText("STAR0103"));
        await See(Page.Locator(".gutter .wrong", new() { HasText = "2" }));
        await Assertions.Expect(Submit).ToBeDisabledAsync();
        await mistake.GetByRole(AriaRole.Button, new() { Name = "line 2" }).ClickAsync();
        await Assertions.Expect(Text).ToBeFocusedAsync();
        await AssertAccessibleAsync("editor with a mistake");
        await ShootAsync("editor-mistake");
    }

    [Fact]
    public async Task TemplatesUploadsAndClonesFillTheEditor()
    {
        string id = await Cluster.SubmitAsync(ShortJob);
        await SignInAsync("submitter");
        await GoAsync("jobs/new");
        await See(Page.GetByText("No mistakes"));
        await Page.GetByLabel("Template").SelectOptionAsync("byzantine/median-label-flip");
        await Assertions.Expect(Text).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("rule: median", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)));

        await Page.GetByLabel("Upload a job file").SetInputFilesAsync(new FilePayload { Name = "mine.yaml", MimeType = "text/yaml", Buffer = "name: uploaded"u8.ToArray() });
        await Assertions.Expect(Text).ToHaveValueAsync("name: uploaded");

        await OpenJobAsync(id);
        await Page.GetByRole(AriaRole.Link, new() { Name = "Clone" }).ClickAsync();
        await See(Page.GetByText($"A clone of {id}"));
        await See(Page.GetByText("No mistakes"));
        Assert.Contains("name: short-run", await Text.InputValueAsync(), StringComparison.Ordinal);
    }
}
