using System.Runtime.Intrinsics;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Decentralized.Events;

/// <summary>
/// The drift of DADAO between events, which acts alike on every coordinate: dx = eta (x~ - x), dx~ = eta~ (x - x~), dy = alpha (y~ - y),
/// dy~ = -theta (y + z + nu x~), dz = alpha (z~ - z), dz~ = alpha~ (z - z~), in closed form.
/// </summary>
/// <remarks>
/// x and z relax to means that the flow keeps, (eta~ x + eta x~)/b and (alpha~ z + alpha z~)/a with b = eta + eta~ and a = alpha + alpha~; y and y~
/// swing around a path that these give, with the frequency sqrt(alpha theta - alpha^2/4) and the damping alpha/2. No matrix is
/// diagonalised: zero is a double eigenvalue.
/// </remarks>
internal readonly struct DadaoFlow
{
    private readonly DadaoConstants constants;
    private readonly double a;
    private readonly double b;
    private readonly double yA;
    private readonly double tA;
    private readonly double yB;
    private readonly double tB;
    private readonly double frequency;
    private readonly Vector256<double> rates;

    public DadaoFlow(DadaoConstants constants)
    {
        this.constants = constants;
        double alpha = constants.Alpha;
        double theta = constants.Theta;
        a = alpha + constants.AlphaTilde;
        b = constants.Eta + constants.EtaTilde;
        double lag = (alpha - a) / alpha;
        yA = theta / ((a * lag) - theta);
        tA = yA * lag;
        lag = (alpha - b) / alpha;
        yB = theta / ((b * lag) - theta);
        tB = yB * lag;
        frequency = Math.Sqrt((alpha * theta) - (alpha * alpha / 4));
        rates = Vector256.Create(-a, -b, -alpha / 2, 0);
    }

    /// <summary>What the flow does in a stretch of time.</summary>
    /// <param name="duration">D, 0 or more.</param>
    public DadaoStep Over(double duration)
    {
        Vector256<double> decays = DeterministicMath.Exp(rates * duration);
        double ea = decays[0];
        double eb = decays[1];
        double damping = decays[2];
        (double sine, double cosine) = DeterministicMath.SinCos(frequency * duration);
        double c = damping * cosine;
        double s = damping * sine / frequency;
        double yFromY = c - (constants.Alpha / 2 * s);
        double yFromT = constants.Alpha * s;
        double tFromY = -constants.Theta * s;
        double tFromT = c + (constants.Alpha / 2 * s);
        return new DadaoStep
        {
            KeepX = eb,
            KeepZ = ea,
            MeanX = constants.EtaTilde / b,
            MeanZ = constants.AlphaTilde / a,
            Nu = constants.Nu,
            YFromY = yFromY,
            YFromT = yFromT,
            YFromMeans = yFromY + yFromT - 1,
            YFromZ = (yA * (ea - yFromY)) - (yFromT * tA),
            YFromX = (yB * (eb - yFromY)) - (yFromT * tB),
            TFromY = tFromY,
            TFromT = tFromT,
            TFromMeans = tFromY + tFromT - 1,
            TFromZ = (tA * (ea - tFromT)) - (tFromY * yA),
            TFromX = (tB * (eb - tFromT)) - (tFromY * yB),
        };
    }
}

/// <summary>
/// The flow over one stretch of time as numbers: with the means x^ and z^ that it keeps, u0 = z^ + nu x^, uz = z - z^ and ux = nu (x~ - x^), every
/// new value is a sum of these.
/// </summary>
internal readonly struct DadaoStep
{
    public double KeepX { get; init; }

    public double KeepZ { get; init; }

    public double MeanX { get; init; }

    public double MeanZ { get; init; }

    public double Nu { get; init; }

    public double YFromY { get; init; }

    public double YFromT { get; init; }

    public double YFromMeans { get; init; }

    public double YFromZ { get; init; }

    public double YFromX { get; init; }

    public double TFromY { get; init; }

    public double TFromT { get; init; }

    public double TFromMeans { get; init; }

    public double TFromZ { get; init; }

    public double TFromX { get; init; }
}
