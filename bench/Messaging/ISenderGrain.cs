namespace Starling.Bench.Messaging;

/// <summary>Who calls, on silo A. It measures by itself, so that no call to it is part of a time.</summary>
[Alias("starling.bench.ISenderGrain")]
public interface ISenderGrain : IGrainWithStringKey
{
    /// <summary>The id of the process that it is in; the first call activates it on the caller's silo.</summary>
    [Alias("Process")]
    Task<int> ProcessAsync();

    /// <summary>Pushes a vector of <see cref="PlainStream.VectorBytes"/> to a receiver and returns the seconds until its last chunk was acknowledged.</summary>
    /// <param name="receiver">The receiver's key.</param>
    [Alias("Push")]
    Task<double> PushAsync(string receiver);

    /// <summary>Makes small calls one after the other and returns how long each took, in microseconds.</summary>
    /// <param name="receiver">The receiver's key.</param>
    /// <param name="calls">How many.</param>
    [Alias("Time")]
    Task<double[]> TimeAsync(string receiver, int calls);

    /// <summary>Makes small calls one after the other.</summary>
    /// <param name="receiver">The receiver's key.</param>
    /// <param name="calls">How many.</param>
    [Alias("Call")]
    Task CallAsync(string receiver, int calls);
}
