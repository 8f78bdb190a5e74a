using Starling.Algorithms.Aggregation.Gram;

namespace Starling.Algorithms.Aggregation;

/// <summary>How a round's aggregate treated one update: for people to read, and to find out who misbehaves.</summary>
/// <param name="Weight">Its weight in the result, 1 / n where all count the same; of a coordinate rule the share of the coordinates in which it counted.</param>
/// <param name="Distance">Its Euclidean distance to the result.</param>
/// <param name="Suspicion">0 where it counted at least as much as an equal share, 1 where it did not count at all.</param>
public readonly record struct UpdateStanding(double Weight, double Distance, double Suspicion)
{
    /// <summary>Below half of an equal share an update counts as cut.</summary>
    private const double CutBelow = 0.5;

    /// <summary>Whether it counted less than half of an equal share.</summary>
    public bool IsCut => Suspicion > 1 - CutBelow;

    /// <summary>The standing of every update of a round.</summary>
    /// <param name="count">n.</param>
    /// <param name="combination">What was made of them.</param>
    /// <param name="gram">Their inner products, where the rule looked at them.</param>
    /// <param name="kept">Of a coordinate rule, how much each of the vectors that it joined was kept (<see cref="KeptValues"/>).</param>
    /// <param name="squaredDistances">Of a coordinate rule, the squared distances.</param>
    public static UpdateStanding[] Of(
        int count, Combination combination, GramMatrix? gram, IReadOnlyList<double> kept, IReadOnlyList<double> squaredDistances)
    {
        double[] weights = Weigh(combination, kept, combination.Mixing?.Inputs ?? count);
        double[] squares = [.. squaredDistances];
        if (combination.Rule == CoordinateRule.Mean && gram is not null)
        {
            squares = new double[gram.Count];
            gram.SquaredDistances(weights, squares);
        }

        double total = 0;
        for (int i = 0; i < count; i++)
            total += Math.Abs(weights[i]);

        var standings = new UpdateStanding[count];
        for (int i = 0; i < count; i++)
        {
            double trust = combination.Trust is { } known ? known[i] : total > 0 ? weights[i] * count / total : 0;
            standings[i] = new UpdateStanding(weights[i], i < squares.Length ? Math.Sqrt(squares[i]) : 0, 1 - Math.Clamp(trust, 0, 1));
        }

        return standings;
    }

    private static double[] Weigh(Combination combination, IReadOnlyList<double> kept, int inputs)
    {
        int rows = combination.Mixing?.Outputs ?? inputs;
        double[] shares = new double[rows];
        double total = kept.Sum();
        for (int r = 0; r < rows; r++)
            shares[r] = combination.Rule != CoordinateRule.Mean && total > 0 ? kept[r] / total : 1 / (rows * combination.Divisor);

        if (combination.Mixing is not { } mixing)
            return shares;

        double[] weights = new double[inputs];
        for (int r = 0; r < rows; r++)
        {
            for (int i = 0; i < inputs; i++)
                weights[i] += shares[r] * mixing.Row(r)[i];
        }

        return weights;
    }
}
