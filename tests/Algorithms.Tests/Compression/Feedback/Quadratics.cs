namespace Starling.Algorithms.Tests.Compression.Feedback;

/// <summary>
/// Ten quadratics in 50 dimensions with recorded constants: f_i = x^T Q_i x / 2 + b_i^T x, eigenvalues 0.05 + 0.95 u, a random basis each.
/// </summary>
internal sealed class Quadratics
{
    public const int Workers = 10;
    public const int Dimension = 50;

    private readonly double[][][] matrices = new double[Workers][][];
    private readonly double[][] linear = new double[Workers][];

    private Quadratics()
    {
        var generator = new SplitMix(29);
        double squares = 0;
        for (int i = 0; i < Workers; i++)
        {
            double[] eigenvalues = [.. Enumerable.Range(0, Dimension).Select(_ => 0.05 + (0.95 * generator.Uniform()))];
            double[][] u = generator.Haar(Dimension);
            matrices[i] = [.. from a in Enumerable.Range(0, Dimension)
                select (double[])[.. from b in Enumerable.Range(0, Dimension)
                    select Enumerable.Range(0, Dimension).Sum(j => u[a][j] * eigenvalues[j] * u[b][j])]];
            linear[i] = generator.Normals(Dimension);
            squares += Math.Pow(eigenvalues.Max(), 2);
        }

        RootMeanSquare = Math.Sqrt(squares / Workers);
        double[] v = new double[Dimension];
        Array.Fill(v, 1);
        for (int step = 0; step < 3000; step++)
        {
            double[] w = MeanTimes(v);
            Smoothness = Math.Sqrt(Codec.SquaredNorm(w) / Codec.SquaredNorm(v));
            v = [.. w.Select(element => element / Smoothness)];
        }

        Solution = new double[Dimension];
        for (int step = 0; step < 500; step++)
        {
            double[] gradient = Mean(Solution);
            for (int k = 0; k < Dimension; k++)
                Solution[k] -= gradient[k] / Smoothness;
        }
    }

    public static Quadratics Recorded { get; } = new();

    /// <summary>L.</summary>
    public double Smoothness { get; }

    /// <summary>sqrt of the mean of L_i^2.</summary>
    public double RootMeanSquare { get; }

    public double[] Solution { get; }

    public double Relative(double[] x) => Math.Sqrt(Codec.SquaredDistance(x, Solution) / Codec.SquaredNorm(Solution));

    public double[] Gradient(int worker, double[] x)
    {
        double[] gradient = [.. linear[worker]];
        for (int k = 0; k < Dimension; k++)
        {
            double[] row = matrices[worker][k];
            for (int j = 0; j < Dimension; j++)
                gradient[k] += row[j] * x[j];
        }

        return gradient;
    }

    public double[] Mean(double[] x) => Average(worker => Gradient(worker, x));

    public static double[] Average(Func<int, double[]> vectors)
    {
        double[] mean = new double[Dimension];
        for (int i = 0; i < Workers; i++)
        {
            double[] vector = vectors(i);
            for (int k = 0; k < Dimension; k++)
                mean[k] += vector[k] / Workers;
        }

        return mean;
    }

    /// <summary>Steps x -= step direction(x) until rel is at most 1e-6; the number of steps.</summary>
    public int Solve(double step, int most, Func<int, double[], double[]> direction, out double relative)
    {
        double[] x = new double[Dimension];
        relative = 1;
        for (int round = 0; round < most; round++)
        {
            double[] d = direction(round, x);
            x = [.. x.Select((element, k) => element - (step * d[k]))];
            relative = Relative(x);
            if (relative <= 1e-6)
                return round + 1;
        }

        return most;
    }

    private double[] MeanTimes(double[] v) =>
        Average(worker => [.. matrices[worker].Select(row => row.Zip(v, (a, b) => a * b).Sum())]);
}
