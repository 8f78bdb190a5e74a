using System.Diagnostics.CodeAnalysis;
using Microsoft.JSInterop;

namespace Starling.Dashboard.Pages.Tests.Parts;

/// <summary>A browser that answers a call when the test says so; once an object of it was let go, it may not be called any more.</summary>
internal sealed class SlowBrowser : IJSRuntime, IJSObjectReference
{
    private TaskCompletionSource answers = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? awaited;

    /// <summary>What was called, in order.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>How many objects were handed out.</summary>
    public int Given { get; private set; }

    /// <summary>How many objects were let go.</summary>
    public int LetGo { get; private set; }

    /// <summary>A call of this name waits for <see cref="Answer"/>.</summary>
    public void WaitAt(string call)
    {
        awaited = call;
        answers = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>The call that waits is answered.</summary>
    public void Answer() => answers.SetResult();

    public async ValueTask<TValue> InvokeAsync<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] TValue>(string identifier, object?[]? args)
    {
        Calls.Add(identifier);
        ObjectDisposedException.ThrowIf(LetGo > 0 && LetGo == Given, this);
        if (identifier == awaited)
            await answers.Task;
        // What was asked of an object that is gone by then is answered with an error.
        ObjectDisposedException.ThrowIf(LetGo > 0 && LetGo == Given, this);
        if (typeof(TValue) != typeof(IJSObjectReference))
            return default!;
        Given++;
        return (TValue)(object)this;
    }

    public ValueTask<TValue> InvokeAsync<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] TValue>(string identifier, CancellationToken cancellationToken, object?[]? args) =>
        InvokeAsync<TValue>(identifier, args);

    public ValueTask DisposeAsync()
    {
        LetGo++;
        return ValueTask.CompletedTask;
    }
}
