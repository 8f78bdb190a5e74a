using Starling.Algorithms.Topology;

namespace Starling.Algorithms.Decentralized.Gossip;

/// <summary>The numbers of ADOM+, and of the closed form of the two equations that couple the new x and y.</summary>
/// <remarks>
/// The equations are x' = x + eta alpha (xg - x') - eta (g - nu xg - y') and y' = y + theta beta (g - nu xg - y') - theta ((yg + zg)/nu + x').
/// </remarks>
internal sealed class AdomPlusConstants
{
    private const double Ln2 = 0.6931471805599453;

    /// <summary>zeta, the step of the gossip on zf.</summary>
    public const double Zeta = 0.5;

    /// <summary>Makes the numbers.</summary>
    /// <param name="spectrum">The spectrum of the graph's Laplacian without weights.</param>
    /// <param name="l">L.</param>
    /// <param name="mu">mu.</param>
    /// <param name="multiConsensus">Whether a step has several rounds.</param>
    public AdomPlusConstants(GraphSpectrum spectrum, double l, double mu, bool multiConsensus)
    {
        LambdaMax = spectrum.LambdaMax;
        Rounds = multiConsensus ? (int)Math.Ceiling(spectrum.Condition * Ln2) : 1;
        double chi = Rounds > 1 ? 2 : spectrum.Condition;
        Tau2 = Math.Sqrt(mu / l);
        Tau1 = 1 / ((1 / Tau2) + 0.5);
        Sigma2 = Tau2 / (16 * chi);
        Sigma1 = 1 / ((1 / Sigma2) + 0.5);
        double eta = 1 / (l * Tau2);
        double alpha = mu / 2;
        double beta = 1 / (2 * l);
        double nu = mu / 2;
        double gamma = nu / (14 * Sigma2 * chi * chi);
        double theta = nu / (4 * Sigma2);
        GammaDelta = gamma / (17 * l);
        MOfS = gamma / nu;

        double q = 1 + (eta * alpha);
        double d = (((1 + (theta * beta)) * q) + (theta * eta)) / q;
        YOfY = 1 / d;
        YOfGradient = ((theta * beta) + (eta * theta / q)) / d;
        YOfXg = -theta * ((beta * nu) + (eta * (nu + alpha) / q)) / d;
        YOfX = -theta / q / d;
        YOfS = -theta / nu / d;
        XOfX = 1 / q;
        XOfXg = eta * (alpha + nu) / q;
        XOfGradient = -eta / q;
        XOfY = eta / q;
    }

    /// <summary>lambda_max of the Laplacian.</summary>
    public double LambdaMax { get; }

    /// <summary>T, the rounds of gossip in a step.</summary>
    public int Rounds { get; }

    /// <summary>tau1: xg = tau1 x + (1 - tau1) xf.</summary>
    public double Tau1 { get; }

    /// <summary>tau2: xf = xg + tau2 (x' - x).</summary>
    public double Tau2 { get; }

    /// <summary>sigma1, as tau1 for y and z.</summary>
    public double Sigma1 { get; }

    /// <summary>sigma2, as tau2 for y.</summary>
    public double Sigma2 { get; }

    /// <summary>gamma delta: how far z moves to zg.</summary>
    public double GammaDelta { get; }

    /// <summary>gamma/nu, the weight of yg + zg in what is mixed for z.</summary>
    public double MOfS { get; }

    /// <summary>The weight of y in the new y; the others likewise.</summary>
    public double YOfY { get; }

    /// <summary>g in y'.</summary>
    public double YOfGradient { get; }

    /// <summary>xg in y'.</summary>
    public double YOfXg { get; }

    /// <summary>x in y'.</summary>
    public double YOfX { get; }

    /// <summary>yg + zg in y'.</summary>
    public double YOfS { get; }

    /// <summary>x in x'.</summary>
    public double XOfX { get; }

    /// <summary>xg in x'.</summary>
    public double XOfXg { get; }

    /// <summary>g in x'.</summary>
    public double XOfGradient { get; }

    /// <summary>y' in x'.</summary>
    public double XOfY { get; }
}
