using Xunit;
using Starling.Algorithms.Decentralized;
using Starling.Algorithms.Decentralized.Events;
using Starling.Algorithms.Problems;
using Starling.Algorithms.Topology;
using Starling.Algorithms.Topology.Mixing;
using Starling.Algorithms.Topology.Rates;

namespace Starling.Algorithms.Tests.Decentralized;

/// <summary>DADAO on a problem and a graph, in virtual time, with its distance to the solution at every event.</summary>
internal sealed class DadaoRun
{
    private readonly DistanceToSolution distance;

    public DadaoRun(IDistributedProblem problem, EdgeRates rates, IUniformSource uniforms, EdgeRates? nominal = null)
    {
        var setting = new DecentralizedSetting
        {
            Graph = rates.Graph,
            Rates = nominal ?? rates,
            Mixing = MixingMatrix.Of(rates.Graph),
            Dimension = problem.Dimension,
            Smoothness = problem.Smoothness,
            StrongConvexity = problem.StrongConvexity,
        };
        var options = new DadaoOptions();
        Assert.Null(options.Refuse(setting));
        Algorithm = (Dadao<double>)options.Create<double>(setting);
        Rates = rates;
        Runner = new VirtualTimeRunner<double>(
            Algorithm, rates, [.. Enumerable.Range(0, problem.Nodes).Select(i => new ProblemNodeOracle(problem.Local(i)))], new double[problem.Dimension], uniforms);
        distance = new DistanceToSolution(Runner.Nodes, 0, problem.Solution!.Point.Span);
    }

    public Dadao<double> Algorithm { get; }

    public EdgeRates Rates { get; }

    public VirtualTimeRunner<double> Runner { get; }

    public double Error => distance.Relative;

    /// <summary>Runs until the error is low enough; false where it blows up, or time is over.</summary>
    public bool Reach(double error, double until = 20000)
    {
        while (Runner.Time < until)
        {
            Step();
            double now = distance.Relative;
            if (now <= error)
                return true;
            if (!(now < 1e6))
                return false;
        }

        return false;
    }

    public void RunUntil(double time)
    {
        while (Runner.Time < time)
            Step();
    }

    private void Step()
    {
        NetworkEvent now = Runner.Step();
        if (now.IsSwap)
        {
            Edge edge = Rates.Graph.Edges[now.Index];
            distance.Touched(edge.I);
            distance.Touched(edge.J);
        }
        else
        {
            distance.Touched(now.Index);
        }
    }
}
