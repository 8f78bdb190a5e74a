using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Starling.Dashboard.SignIn;

namespace Starling.Dashboard.Components;

/// <summary>A part of a page that shows what changes: it listens while somebody sees it, and draws itself again when it is told.</summary>
public abstract class LiveComponent : ComponentBase, IDisposable
{
    private readonly List<IDisposable> held = [];
    private int isDrawing;

    /// <summary>Who looks at the page.</summary>
    protected Caller Caller { get; private set; } = new(new GrainInterfaces.CallerInfo { Role = GrainInterfaces.AccessRole.Viewer }, "");

    [CascadingParameter]
    private Task<AuthenticationState>? Authentication { get; set; }

    /// <summary>Looks away.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Looks away.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (!disposing)
            return;
        held.ForEach(item => item.Dispose());
        held.Clear();
    }

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        if (Authentication is not null && SignIn.Caller.Of((await Authentication).User) is { } caller)
            Caller = caller;
    }

    /// <summary>Keeps something until the part goes away.</summary>
    protected T Hold<T>(T item)
        where T : IDisposable
    {
        held.Add(item);
        return item;
    }

    /// <summary>Lets go of something that was kept.</summary>
    protected void Release(IDisposable? item)
    {
        if (item is null)
            return;
        held.Remove(item);
        item.Dispose();
    }

    /// <summary>Draws the part again; safe on any thread. While one drawing waits, others are the same.</summary>
    protected void Redraw()
    {
        if (Interlocked.Exchange(ref isDrawing, 1) == 0)
            _ = RedrawAsync();
    }

    private async Task RedrawAsync()
    {
        try
        {
            await InvokeAsync(() =>
            {
                Volatile.Write(ref isDrawing, 0);
                StateHasChanged();
            });
        }
        catch (ObjectDisposedException)
        {
            // The page went away in between.
        }
    }
}
