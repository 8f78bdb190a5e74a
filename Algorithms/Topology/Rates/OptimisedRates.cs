namespace Starling.Algorithms.Topology.Rates;

/// <summary>
/// The rates with chi1 chi2 = 1/2 whose sum R is smallest, to an accuracy that is certified: no rates whatever with chi1 chi2 &lt;= 1/2 have a sum
/// below <see cref="LowerBound"/>.
/// </summary>
/// <remarks>
/// With s = lambda_2 the problem is: minimise sum(lambda) over lambda &gt;= 0 and s, subject to Lambda - s (I - 11^T/n) positive semidefinite
/// (chi1 &lt;= 1/s) and R_e(lambda) &lt;= s for the resistance of every edge (chi2 &lt;= s/2). The first is linear in (lambda, s), the second convex,
/// so it is one convex program and no search over s is needed. It is solved by following the central path of a logarithmic barrier with Newton's
/// method (Boyd and Vandenberghe, Convex Optimization, section 11.3); the same point of the path gives the bound of the dual problem.
/// Rates of that kind stand in no published code of DADAO; uniform rates do. Graphs all of whose edges are alike (cycle, star, complete, hypercube,
/// square torus) and lines gain nothing, and get the uniform rates to the last bit; graphs with a bottleneck gain a lot.
/// </remarks>
public sealed class OptimisedRates
{
    /// <summary>The most edges for which rates are searched, which takes about a minute then; beyond, the uniform rates are taken. Time grows with the cube.</summary>
    public const int MostEdges = 1000;

    private const double Target = 1e-6;
    private const double Trusted = 1e-4;
    private const double Shrink = 10;
    private const double Near = 0.05;
    private const double Nearer = 1e-3;
    private const int NearStages = 5;
    private const int MostStages = 9;
    private const int MostSteps = 60;
    private const int MostHalvings = 40;

    private OptimisedRates(EdgeRates rates, EdgeRates uniform, double lowerBound)
    {
        Rates = rates;
        Uniform = uniform;
        LowerBound = Math.Min(lowerBound, rates.Total);
    }

    /// <summary>The rates.</summary>
    public EdgeRates Rates { get; }

    /// <summary>The uniform rates, with which they compare.</summary>
    public EdgeRates Uniform { get; }

    /// <summary>What no rates with chi1 chi2 &lt;= 1/2 can go below, rounding apart.</summary>
    public double LowerBound { get; }

    /// <summary>R / lower bound - 1: how far R may be above the smallest sum, relatively.</summary>
    public double Gap => (Rates.Total / LowerBound) - 1;

    /// <summary>Whether these are the uniform rates: because nothing better was found than the gap, or because there are too many edges to search.</summary>
    public bool IsUniform => ReferenceEquals(Rates, Uniform);

    /// <summary>The share of the uniform total that is saved.</summary>
    public double Gain => 1 - (Rates.Total / Uniform.Total);

    /// <summary>Finds them.</summary>
    /// <param name="graph">A connected graph of 2 nodes or more.</param>
    /// <exception cref="Errors.StarlingException">STAR0802: it is not connected; STAR0803: it has one node.</exception>
    public static OptimisedRates Of(Graph graph)
    {
        var uniform = UniformRates.Of(graph);
        double bound = RateCertificate.AtRates(uniform);
        if (graph.EdgeCount > MostEdges || (uniform.Total / bound) - 1 <= Target)
            return new OptimisedRates(uniform, uniform, bound);

        var search = new RateBarrier(graph);
        bound = Math.Max(bound, FollowPath(search, uniform));
        var found = EdgeRates.Balanced(graph, search.Rates);
        double gap = (found.Total / bound) - 1;
        bool gains = uniform.Total > found.Total * (1 + Math.Clamp(gap, Target, Trusted));
        return new OptimisedRates(gains ? found : uniform, uniform, bound);
    }

    // Leaves the point at the best rates found and returns the best bound.
    private static double FollowPath(RateBarrier point, EdgeRates uniform)
    {
        // Half as much again as the uniform rates leaves room on either side of s.
        double[] start = [.. uniform.Rates.Select(rate => 1.5 * rate)];
        if (!point.TryMove(start, 1 / uniform.Chi1))
            return 0;
        point.Complete();

        var newton = new RateNewton(uniform.Graph);
        double count = uniform.Graph.NodeCount + (2.0 * start.Length);
        double t = count / point.Total;
        double bound = 0;
        for (int stage = 0; stage < MostStages; stage++, t *= Shrink)
        {
            bound = Centre(point, newton, t, stage < NearStages ? Near : Nearer, bound);
            if ((point.Total / bound) - 1 <= Target)
                break;
        }

        return bound;
    }

    // The bound holds anywhere, so the path is followed loosely; where rounding lets no step go downhill any more, the next stage goes on.
    private static double Centre(RateBarrier point, RateNewton newton, double t, double enough, double bound)
    {
        for (int step = 0; step < MostSteps; step++)
        {
            if (!newton.TrySolve(point, t) || newton.Decrement <= enough || !TryStep(point, newton, t))
                break;
            bound = Math.Max(bound, point.LowerBound());
        }

        return bound;
    }

    private static bool TryStep(RateBarrier point, RateNewton newton, double t)
    {
        double[] from = [.. point.Rates];
        double[] rates = new double[from.Length];
        double level = point.Level;
        double value = point.Value(t);
        double length = 1;
        for (int halving = 0; halving < MostHalvings; halving++, length /= 2)
        {
            for (int e = 0; e < rates.Length; e++)
                rates[e] = from[e] + (length * newton.Step[e]);
            if (!point.TryMove(rates, level + (length * newton.Step[^1])) || !(point.Value(t) <= value - (0.1 * length * newton.Decrement)))
                continue;
            point.Complete();
            return true;
        }

        // Back to where the step began.
        if (point.TryMove(from, level))
            point.Complete();
        return false;
    }
}
