using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Problems.Games;

/// <summary>The operator of a quadratic saddle function, or the mean of several: its data.</summary>
internal sealed class SaddleOperator : AffineOperator
{
    private readonly SaddleBlocks whole;
    private readonly SaddleBlocks[] data;

    /// <summary>A formula.</summary>
    public SaddleOperator(SaddleBlocks whole)
    {
        this.whole = whole;
        data = [];
    }

    /// <summary>The mean over data of one shape, all with A, B and C, lambda = mu = 0 and s = 1.</summary>
    public SaddleOperator(SaddleBlocks[] data)
    {
        this.data = data;
        whole = new SaddleBlocks
        {
            First = data[0].First,
            FirstBlock = Mean(blocks => blocks.FirstBlock!),
            Coupling = Mean(blocks => blocks.Coupling),
            SecondBlock = Mean(blocks => blocks.SecondBlock!),
            Linear = Mean(blocks => blocks.Linear),
        };
    }

    /// <summary>
    /// The constants of the mean of operators that are a coupling and weights common to all, from the mean coupling alone; null where they are anything else.
    /// </summary>
    public static OperatorConstants? MeanConstants(AffineOperator[] operators) => MeanCoupling(operators)?.Constants();

    /// <summary>The mean of operators that are a coupling and weights common to all, with the first one's linear part; null where they are anything else.</summary>
    public static SaddleBlocks? MeanCoupling(AffineOperator[] operators)
    {
        if (operators[0] is not SaddleOperator { whole: var first } || !Array.TrueForAll(operators, one => one is SaddleOperator { whole: var other }
            && other.IsCoupling && other.First == first.First && other.FirstWeight == first.FirstWeight))
        {
            return null;
        }

        double[] coupling = new double[first.Coupling.Length];
        foreach (AffineOperator one in operators)
            VectorKernels.Axpy<double>(1.0 / operators.Length, ((SaddleOperator)one).whole.Coupling, coupling);
        return new SaddleBlocks
        {
            First = first.First,
            Coupling = coupling,
            Linear = first.Linear,
            FirstWeight = first.FirstWeight,
            SecondWeight = first.SecondWeight,
        };
    }

    /// <inheritdoc/>
    public override int Dimension => whole.Dimension;

    /// <inheritdoc/>
    public override int SampleCount => data.Length;

    /// <summary>F_m.</summary>
    public SaddleBlocks Whole => whole;

    /// <inheritdoc/>
    public override void Evaluate(ReadOnlySpan<double> point, ReadOnlySpan<int> samples, Span<double> value)
    {
        Check(point, value);
        value.Clear();
        if (samples.IsEmpty || data.Length == 0)
        {
            whole.AddValue(1, point, value);
            return;
        }

        foreach (int j in samples)
            data[j].AddValue(1.0 / samples.Length, point, value);
    }

    /// <inheritdoc/>
    public override void AddTo(double weight, Span<double> matrix, Span<double> vector) => whole.AddTo(weight, matrix, vector);

    /// <inheritdoc/>
    public override OperatorConstants Constants() => whole.Constants();

    /// <inheritdoc/>
    public override (double Cocoercivity, double LipschitzSquared) SampleConstants(OperatorConstants whole)
    {
        if (data.Length == 0)
            return base.SampleConstants(whole);
        double cocoercivity = 0;
        double squares = 0;
        foreach (SaddleBlocks blocks in data)
        {
            OperatorConstants one = blocks.Constants();
            cocoercivity = Math.Max(cocoercivity, one.Cocoercivity);
            squares += one.Lipschitz * one.Lipschitz;
        }

        return (cocoercivity, squares / data.Length);
    }

    private double[] Mean(Func<SaddleBlocks, double[]> part)
    {
        double[] mean = new double[part(data[0]).Length];
        foreach (SaddleBlocks blocks in data)
            VectorKernels.Axpy<double>(1.0 / data.Length, part(blocks), mean);
        return mean;
    }
}
