namespace Starling.Algorithms.Decentralized.Events;

/// <summary>
/// The constants of DADAO, one set for the whole network, with nu = mu/2 and r = sqrt(nu/L).
/// </summary>
/// <remarks>Source: Nabli and Oyallon, "DADAO: Decoupled Accelerated Decentralized Asynchronous Optimization", 2023, and the code that its authors published.</remarks>
public sealed record DadaoConstants
{
    /// <summary>nu = mu/2, strong convexity that is set aside.</summary>
    public required double Nu { get; init; }

    /// <summary>eta = r/8, of x towards its companion.</summary>
    public required double Eta { get; init; }

    /// <summary>eta~ = r/8, of the companion towards x.</summary>
    public required double EtaTilde { get; init; }

    /// <summary>alpha = r/4, of y and z towards their companions.</summary>
    public required double Alpha { get; init; }

    /// <summary>alpha~ = r/8, of the companion of z towards z.</summary>
    public required double AlphaTilde { get; init; }

    /// <summary>theta = 1/(2 r), the drift of the companion of y.</summary>
    public required double Theta { get; init; }

    /// <summary>gamma = 1/(4 L), the gradient step of x.</summary>
    public required double Gamma { get; init; }

    /// <summary>gamma~ = 1/(4 sqrt(L nu)), the gradient step of the companion of x.</summary>
    public required double GammaTilde { get; init; }

    /// <summary>delta + delta~ = r/4 + 1, the gradient step of the companion of y.</summary>
    public required double Delta { get; init; }

    /// <summary>beta = 1/2, the swap step of z.</summary>
    public required double Beta { get; init; }

    /// <summary>beta~ = 2 chi1/r, the swap step of the companion of z.</summary>
    public required double BetaTilde { get; init; }

    /// <summary>The constants of the formulas.</summary>
    /// <param name="smoothness">L, above mu.</param>
    /// <param name="strongConvexity">mu, above 0.</param>
    /// <param name="chi1">chi1 of the rates at which edges are used, in swaps per gradient of a node.</param>
    public static DadaoConstants Of(double smoothness, double strongConvexity, double chi1)
    {
        double nu = strongConvexity / 2;
        double r = Math.Sqrt(nu / smoothness);
        return new DadaoConstants
        {
            Nu = nu,
            Eta = r / 8,
            EtaTilde = r / 8,
            Alpha = r / 4,
            AlphaTilde = r / 8,
            Theta = 1 / (2 * r),
            Gamma = 1 / (4 * smoothness),
            GammaTilde = 1 / (4 * Math.Sqrt(smoothness * nu)),
            Delta = (r / 4) + 1,
            Beta = 0.5,
            BetaTilde = 2 * chi1 / r,
        };
    }
}
