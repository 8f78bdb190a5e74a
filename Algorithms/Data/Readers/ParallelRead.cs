namespace Starling.Algorithms.Data;

/// <summary>Reads two things side by side, as training and test files are.</summary>
internal static class ParallelRead
{
    /// <summary>
    /// Runs both and waits for both, whatever happens. When both fail, the failure of the first is reported, whichever came
    /// earlier.
    /// </summary>
    public static (TFirst First, TSecond Second) Both<TFirst, TSecond>(Func<TFirst> first, Func<TSecond> second)
    {
        Task<TSecond> other = Task.Run(second);
        try
        {
            TFirst result = first();
            return (result, other.GetAwaiter().GetResult());
        }
        finally
        {
            Task.WaitAny(other);
        }
    }
}
