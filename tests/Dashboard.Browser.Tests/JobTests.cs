using System.Buffers.Binary;
using Microsoft.Playwright;
using Xunit;

namespace Starling.Dashboard.Browser.Tests;

public sealed class JobTests(DashboardCluster cluster) : BrowserTest(cluster)
{
    private ILocator Chip(string phase) => Page.Locator($".heading .chip.{phase}");

    private ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    [Fact]
    public async Task TheCurveGrowsPausesGoesOnAndEnds()
    {
        string id = await Cluster.SubmitAsync(LongJob);
        await SignInAsync("submitter");
        await OpenJobAsync(id);
        await WaitForPointsAsync(3);
        await WaitForPointsAsync(8);
        await ShootAsync("job-running");

        await Button("Pause").ClickAsync();
        await See(Chip("paused"));
        int stood = await RoundAsync();
        await Button("Resume").ClickAsync();
        await See(Chip("running"));
        await WaitForRoundAsync(stood + 3);

        await Button("Cancel").ClickAsync();
        await Button("Leave it as it is").ClickAsync();
        await See(Chip("running"));
        await Button("Cancel").ClickAsync();
        await AssertAccessibleAsync("dialog");
        await Button("Cancel the job").ClickAsync();
        await See(Chip("cancelled"));
        await SeeGone(Button("Pause"));
    }

    [Fact]
    public async Task TheModelIsDownloaded()
    {
        string id = await Cluster.SubmitAsync(ShortJob);
        await SignInAsync("viewer");
        await OpenJobAsync(id);
        await See(Chip("completed"));
        await Page.GetByRole(AriaRole.Tab, new() { Name = "Files" }).ClickAsync();
        IDownload download = await Page.RunAndWaitForDownloadAsync(() => Page.GetByRole(AriaRole.Link, new() { Name = "model.safetensors" }).ClickAsync());

        Assert.Equal("model.safetensors", download.SuggestedFilename);
        byte[] model = await File.ReadAllBytesAsync(await download.PathAsync(), TestContext.Current.CancellationToken);
        long header = BinaryPrimitives.ReadInt64LittleEndian(model);
        Assert.InRange(header, 2, model.Length - 8);
        Assert.Equal((byte)'{', model[8]);
    }

    [Fact]
    public async Task AJobIsExtendedAndForgotten()
    {
        string id = await Cluster.SubmitAsync(ShortJob);
        await SignInAsync("submitter");
        await OpenJobAsync(id);
        await See(Chip("completed"));
        await Button("Extend").ClickAsync();
        await Page.GetByLabel("Rounds in all").FillAsync("20");
        await Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Extend", Exact = true }).ClickAsync();
        await WaitForRoundAsync(20);
        await See(Chip("completed"));

        await Button("Forget").ClickAsync();
        await Button("Forget the job").ClickAsync();
        await Page.WaitForURLAsync("**/jobs");
        await Page.GotoAsync($"jobs/{id}");
        await See(Page.GetByRole(AriaRole.Heading, new() { Name = $"There is no job {id}" }));
    }

    [Fact]
    public async Task CurvesAreReadWithTheKeyboard()
    {
        string id = await Cluster.SubmitAsync(ShortJob);
        await SignInAsync("viewer");
        await OpenJobAsync(id);
        await See(Chip("completed"));
        await WaitForPointsAsync(6);
        ILocator chart = Page.Locator(".chart", new() { HasText = "Loss" }).Locator(".plot");
        await chart.FocusAsync();
        await Page.Keyboard.PressAsync("Home");

        await Assertions.Expect(Page.Locator(".board [aria-live]")).ToContainTextAsync("round 0: Loss");
        await Page.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(Page.Locator(".board [aria-live]")).ToContainTextAsync("round 2: Loss");
    }

    [Fact]
    public async Task AfterALostConnectionThePageGoesOn()
    {
        var sockets = new List<IWebSocketRoute>();
        await Page.RouteWebSocketAsync("**/_blazor*", socket =>
        {
            socket.ConnectToServer();
            lock (sockets)
                sockets.Add(socket);
        });
        string id = await Cluster.SubmitAsync(LongJob);
        await SignInAsync("submitter");
        await OpenJobAsync(id);
        await WaitForPointsAsync(3);
        ILocator banner = Page.GetByText("Connection lost, trying again.");
        await Assertions.Expect(banner).ToBeHiddenAsync();

        await SetOfflineAsync(true);
        int before = await RoundAsync();
        await sockets[^1].CloseAsync();
        await See(banner);
        await ShootAsync("connection-lost");
        await SetOfflineAsync(false);

        await Assertions.Expect(banner).ToBeHiddenAsync();
        await WaitForRoundAsync(before + 3);
        await Button("Cancel").ClickAsync();
        await Button("Cancel the job").ClickAsync();
        await See(Chip("cancelled"));
    }

    private async Task WaitForPointsAsync(int points) => await Page.WaitForFunctionAsync(
        "wanted => Number(document.querySelector('.chart')?.dataset.points || 0) >= wanted", points);
}
