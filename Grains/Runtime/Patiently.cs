namespace Starling.Grains.Runtime;

/// <summary>Answers for work that may take longer than a call: null means "ask again".</summary>
internal static class Patiently
{
    /// <summary>Waits for a result, but not for long.</summary>
    /// <param name="task">The work; it goes on whatever is answered.</param>
    /// <param name="within">How long: well below the response timeout of a call.</param>
    /// <param name="time">The clock.</param>
    public static async Task<TResult?> AnswerAsync<TResult>(Task<TResult> task, TimeSpan within, TimeProvider time)
        where TResult : class
    {
        try
        {
            return await task.WaitAsync(within, time);
        }
        catch (TimeoutException) when (!task.IsCompleted)
        {
            return null;
        }
    }
}
