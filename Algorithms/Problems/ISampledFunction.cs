namespace Starling.Algorithms.Problems;

/// <summary>A local function that knows how smooth the functions of its samples are.</summary>
internal interface ISampledFunction
{
    /// <summary>L_ij of the samples j: the largest, and the mean of their squares.</summary>
    (double Largest, double MeanSquare) SampleSmoothness();
}
