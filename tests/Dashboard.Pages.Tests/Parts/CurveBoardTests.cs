using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.JSInterop;
using Starling.Dashboard.Components.Parts;
using Starling.GrainInterfaces;
using Xunit;

namespace Starling.Dashboard.Pages.Tests.Parts;

public sealed class CurveBoardTests : IAsyncDisposable
{
    private readonly BunitContext page = new();
    private readonly SlowBrowser browser = new();

    public CurveBoardTests() => page.Services.AddSingleton<IJSRuntime>(browser);

    public ValueTask DisposeAsync() => page.DisposeAsync();

    [Fact]
    public async Task TheNewestRowIsSentAgainWithThoseThatFollow()
    {
        IRenderedComponent<CurveBoard> board = page.Render<CurveBoard>(its => its.Add(part => part.Runs, Runs(1)));
        board.Render(its => its.Add(part => part.Runs, Runs(2)));

        Assert.Equal(["import", "create", "setRuns", "update", "update"], browser.Calls);
        await page.DisposeComponentsAsync();
        Assert.Equal("dispose", browser.Calls[^1]);
        Assert.Equal((2, 2), (browser.Given, browser.LetGo));
    }

    [Theory]
    [InlineData("import")]
    [InlineData("create")]
    [InlineData("setRuns")]
    [InlineData("update")]
    public async Task ABoardThatIsLeftWhileItIsDrawnLetsGoInPeace(string call)
    {
        browser.WaitAt(call);
        IRenderedComponent<Host> host = page.Render<Host>(its => its.Add(part => part.Runs, Runs(3)));
        Assert.Equal(call, browser.Calls[^1]);

        // Another tab is chosen before the browser answered.
        host.Render(its => its.Add(part => part.IsShown, false));
        browser.Answer();
        host.WaitForAssertion(() => Assert.True(browser.Given > 0 && browser.Given == browser.LetGo));
        await Task.Yield();
        Assert.False(host.Instance.Faults);
        Assert.Empty(host.FindAll(".board"));
    }

    private static CurveRun[] Runs(int rows) =>
        [new("run", 0, [.. Enumerable.Range(0, rows).Select(round => new MetricRow { Round = round, Seconds = round, Loss = 1 })])];

    /// <summary>A page with a board that can be left, inside a boundary for errors.</summary>
    private sealed class Host : ComponentBase
    {
        private Boundary? boundary;

        [Parameter]
        public CurveRun[] Runs { get; set; } = [];

        [Parameter]
        public bool IsShown { get; set; } = true;

        /// <summary>An error reached the boundary.</summary>
        public bool Faults => boundary!.Met is not null;

        protected override void BuildRenderTree(Microsoft.AspNetCore.Components.Rendering.RenderTreeBuilder builder)
        {
            builder.OpenComponent<Boundary>(0);
            builder.AddComponentParameter(1, nameof(Boundary.ChildContent), (RenderFragment)(inner =>
            {
                if (!IsShown)
                    return;
                inner.OpenComponent<CurveBoard>(0);
                inner.AddComponentParameter(1, nameof(CurveBoard.Runs), Runs);
                inner.CloseComponent();
            }));
            builder.AddComponentReferenceCapture(2, made => boundary = (Boundary)made);
            builder.CloseComponent();
        }
    }

    private sealed class Boundary : Microsoft.AspNetCore.Components.Web.ErrorBoundary
    {
        public Exception? Met { get; private set; }

        protected override Task OnErrorAsync(Exception exception)
        {
            Met = exception;
            return Task.CompletedTask;
        }
    }
}
