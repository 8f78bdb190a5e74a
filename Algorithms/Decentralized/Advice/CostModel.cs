using Starling.Algorithms.Decentralized.Events;
using Starling.Algorithms.Decentralized.Gossip;
using Starling.Algorithms.Topology;

namespace Starling.Algorithms.Decentralized.Advice;

/// <summary>
/// What decentralized methods need until the relative squared error, 1 at the start, is an accuracy e. Predictions for people: where all nodes have one
/// Hessian they are right to a fifth, those of gradient tracking to a third (<c>./bench.sh decentralized</c> prints them beside what is measured); where the
/// average is better conditioned than each they may be three times too high, which tells nobody of a saving that there is not.
/// </summary>
/// <remarks>
/// Where the error falls in one exponential the number of rounds is ln(1/e) over its rate. The rates of EXTRA and of gradient tracking are those of
/// <see cref="StepContraction"/>, that of MSDA is that of Nesterov's method on a quadratic; those of DADAO and ADOM+ are the exponents of their
/// constants, times a factor that was measured (1.5 of 1.4 to 1.6 over five graphs, 2.15 of 2.13 to 2.19).
/// </remarks>
internal sealed class CostModel
{
    /// <summary>What the slowest curvature has of the squared error at the start; 7 % in the comparisons that are printed.</summary>
    private const double ShareOfSlowest = 0.1;

    private const double DadaoFactor = 1.5;
    private const double AdomFactor = 2.15;

    private readonly DecentralizedSetting setting;
    private readonly double accuracy;
    private readonly GraphSpectrum spectrum;
    private readonly (double Smallest, double Second) mixing;
    private readonly double lowest;
    private readonly double root;

    /// <summary>Prepares predictions.</summary>
    /// <param name="setting">The network, L and mu, both positive.</param>
    /// <param name="accuracy">e, above 0 and below a tenth.</param>
    /// <param name="averageConvexity">mu of the average of the functions, where it is known: methods of steps profit from it.</param>
    public CostModel(DecentralizedSetting setting, double accuracy, double? averageConvexity)
    {
        this.setting = setting;
        this.accuracy = accuracy;
        spectrum = GraphSpectrum.Of(setting.Graph);
        mixing = setting.Mixing.Ends();
        root = Math.Sqrt(setting.Smoothness!.Value / setting.StrongConvexity!.Value);
        lowest = Math.Min(1, (averageConvexity ?? setting.StrongConvexity.Value) / setting.Smoothness.Value);
    }

    /// <summary>DADAO: the squared error falls as exp(-1.5 eta t), t in gradients of a node.</summary>
    /// <param name="smoothness">L, as the run was told.</param>
    /// <param name="convexity">mu, as the run was told.</param>
    /// <param name="rate">Uses of edges in a unit of time.</param>
    /// <param name="accuracy">e.</param>
    public static MethodCost Dadao(double smoothness, double convexity, double rate, double accuracy)
    {
        double time = Math.Log(1 / accuracy) / (DadaoFactor * DadaoConstants.Of(smoothness, convexity, chi1: 1).Eta);
        return new MethodCost("DADAO", time, rate * time, 2);
    }

    /// <summary>EXTRA at its best step.</summary>
    public MethodCost Extra() => AtBestStep("EXTRA", StepContraction.OfExtra(mixing, lowest), new ExtraOptions());

    /// <summary>Gradient tracking at its best step.</summary>
    public MethodCost GradientTracking() => AtBestStep("gradient tracking", StepContraction.OfTracking(mixing, lowest), new GradientTrackingOptions());

    /// <summary>ADOM+, with inner rounds or without: the squared error falls as exp(-2.15 sigma2 k), sigma2 = sqrt(mu/L)/(16 chi).</summary>
    public MethodCost AdomPlus(bool multiConsensus)
    {
        IGossipAlgorithm<double> algorithm = new AdomPlusOptions { MultiConsensus = multiConsensus }.Create<double>(setting);
        double chi = algorithm.Exchanges > 1 ? 2 : spectrum.Condition;
        return Rounds(multiConsensus ? "ADOM+" : "ADOM+ without inner rounds", algorithm, Math.Log(1 / accuracy) * 16 * chi * root / AdomFactor, null);
    }

    /// <summary>
    /// MSDA, of gradients of conjugates: the error of the slowest mode falls as (1 + k (1 - rho)) rho^k with rho = 1 - 1/(sqrt(L/mu) (1 + c)/(1 - c)),
    /// where c = c1^K is what K rounds of gossip leave.
    /// </summary>
    public MethodCost Msda()
    {
        IGossipAlgorithm<double> algorithm = new MsdaOptions().Create<double>(setting);
        double gap = Math.Sqrt(spectrum.LambdaTwo / spectrum.LambdaMax);
        double left = Math.Pow((1 - gap) / (1 + gap), algorithm.Exchanges);
        double slowness = root * (1 + left) / (1 - left);
        double rate = 2 * Math.Log(slowness / (slowness - 1));

        // k rate = ln(1/e) + 2 ln(1 + k/slowness): a contraction, whose first guess is too small.
        double steps = Math.Log(1 / accuracy) / rate;
        for (int i = 0; i < 50; i++)
            steps = (Math.Log(1 / accuracy) + (2 * Math.Log(1 + (steps / slowness)))) / rate;
        return Rounds("MSDA", algorithm, steps, null);
    }

    private MethodCost AtBestStep(string name, StepContraction contraction, GradientGossipOptions options)
    {
        (double multiple, double factor) = contraction.Best();
        double steps = factor < 1 ? Math.Log(ShareOfSlowest / accuracy) / (-2 * Math.Log(factor)) : double.PositiveInfinity;
        return Rounds(name, options.Create<double>(setting), steps, multiple);
    }

    private MethodCost Rounds(string name, IGossipAlgorithm<double> algorithm, double steps, double? multiple) => new(
        name, Math.Max(1, steps) * algorithm.GradientsPerStep, Math.Max(1, steps) * algorithm.Exchanges * setting.Graph.EdgeCount, 2 * algorithm.Vectors.PerMessage, multiple);
}
