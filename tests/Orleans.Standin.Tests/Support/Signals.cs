using System.Collections.Concurrent;

namespace Orleans.Standin.Tests.Support;

/// <summary>Named signals between a test and its grains: both are in one process.</summary>
internal static class Signals
{
    private static readonly ConcurrentDictionary<string, TaskCompletionSource> All = new(StringComparer.Ordinal);

    public static void Set(string name) => Get(name).TrySetResult();

    public static Task Wait(string name) => Get(name).Task.WaitAsync(TimeSpan.FromSeconds(30));

    public static bool IsSet(string name) => Get(name).Task.IsCompleted;

    private static TaskCompletionSource Get(string name) =>
        All.GetOrAdd(name, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
