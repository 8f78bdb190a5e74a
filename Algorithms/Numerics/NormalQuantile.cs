using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Starling.Algorithms.Numerics;

/// <summary>
/// The inverse of the standard normal distribution function by Wichura's algorithm AS 241, PPND16 (Applied Statistics 37,
/// 1988): three rational approximations, relative error below 1e-15.
/// </summary>
internal static class NormalQuantile
{
    private const double CentralHalfWidth = 0.425;

    /// <summary>The z with P(N(0,1) &lt;= z) = p.</summary>
    /// <param name="p">A probability, 0 &lt; p &lt; 1.</param>
    public static double Of(double p)
    {
        double q = p - 0.5;
        return Math.Abs(q) <= CentralHalfWidth ? Central<ScalarLanes<double>, double>(q) : Tail(p);
    }

    /// <summary>Replaces probabilities by their quantiles, with the bits of <see cref="Of(double)"/>.</summary>
    /// <param name="p">Probabilities, 0 &lt; p &lt; 1.</param>
    public static void Of(Span<double> p)
    {
        ref double p0 = ref MemoryMarshal.GetReference(p);
        int i = 0;
        for (; i <= p.Length - Vector512<double>.Count; i += Vector512<double>.Count)
        {
            Vector512<double> values = Vector512.LoadUnsafe(ref p0, (nuint)i);
            Vector512<double> q = values - Vector512.Create(0.5);
            Central<Lanes512<double>, Vector512<double>>(q).StoreUnsafe(ref p0, (nuint)i);

            // A seventh of the values lies in the tails; they are mended one by one.
            ulong tails = Vector512.GreaterThan(Vector512.Abs(q), Vector512.Create(CentralHalfWidth)).ExtractMostSignificantBits();
            for (; tails != 0; tails &= tails - 1)
            {
                int lane = BitOperations.TrailingZeroCount(tails);
                p[i + lane] = Tail(values.GetElement(lane));
            }
        }

        for (; i < p.Length; i++)
            p[i] = Of(p[i]);
    }

    private static double Tail(double p)
    {
        double r = Math.Sqrt(-DeterministicMath.Log(p < 0.5 ? p : 1 - p));
        double z = r <= 5 ? Intermediate(r - 1.6) : Far(r - 5);
        return p < 0.5 ? -z : z;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Central<TLanes, TVector>(TVector q)
        where TLanes : ILanes<TVector, double>
        where TVector : struct
    {
        TVector r = TLanes.Subtract(TLanes.Broadcast(0.180625), TLanes.Multiply(q, q));
        TVector numerator = TLanes.Broadcast(2.5090809287301226727e+3);
        numerator = TLanes.FusedMultiplyAdd(numerator, r, TLanes.Broadcast(3.3430575583588128105e+4));
        numerator = TLanes.FusedMultiplyAdd(numerator, r, TLanes.Broadcast(6.7265770927008700853e+4));
        numerator = TLanes.FusedMultiplyAdd(numerator, r, TLanes.Broadcast(4.5921953931549871457e+4));
        numerator = TLanes.FusedMultiplyAdd(numerator, r, TLanes.Broadcast(1.3731693765509461125e+4));
        numerator = TLanes.FusedMultiplyAdd(numerator, r, TLanes.Broadcast(1.9715909503065514427e+3));
        numerator = TLanes.FusedMultiplyAdd(numerator, r, TLanes.Broadcast(1.3314166789178437745e+2));
        numerator = TLanes.FusedMultiplyAdd(numerator, r, TLanes.Broadcast(3.3871328727963666080e+0));
        TVector denominator = TLanes.Broadcast(5.2264952788528545610e+3);
        denominator = TLanes.FusedMultiplyAdd(denominator, r, TLanes.Broadcast(2.8729085735721942674e+4));
        denominator = TLanes.FusedMultiplyAdd(denominator, r, TLanes.Broadcast(3.9307895800092710610e+4));
        denominator = TLanes.FusedMultiplyAdd(denominator, r, TLanes.Broadcast(2.1213794301586595867e+4));
        denominator = TLanes.FusedMultiplyAdd(denominator, r, TLanes.Broadcast(5.3941960214247511077e+3));
        denominator = TLanes.FusedMultiplyAdd(denominator, r, TLanes.Broadcast(6.8718700749205790830e+2));
        denominator = TLanes.FusedMultiplyAdd(denominator, r, TLanes.Broadcast(4.2313330701600911252e+1));
        denominator = TLanes.FusedMultiplyAdd(denominator, r, TLanes.Broadcast(1));
        return TLanes.Multiply(q, TLanes.Divide(numerator, denominator));
    }

    private static double Intermediate(double r)
    {
        double numerator = 7.74545014278341407640e-4;
        numerator = Math.FusedMultiplyAdd(numerator, r, 2.27238449892691845833e-2);
        numerator = Math.FusedMultiplyAdd(numerator, r, 2.41780725177450611770e-1);
        numerator = Math.FusedMultiplyAdd(numerator, r, 1.27045825245236838258e+0);
        numerator = Math.FusedMultiplyAdd(numerator, r, 3.64784832476320460504e+0);
        numerator = Math.FusedMultiplyAdd(numerator, r, 5.76949722146069140550e+0);
        numerator = Math.FusedMultiplyAdd(numerator, r, 4.63033784615654529590e+0);
        numerator = Math.FusedMultiplyAdd(numerator, r, 1.42343711074968357734e+0);
        double denominator = 1.05075007164441684324e-9;
        denominator = Math.FusedMultiplyAdd(denominator, r, 5.47593808499534494600e-4);
        denominator = Math.FusedMultiplyAdd(denominator, r, 1.51986665636164571966e-2);
        denominator = Math.FusedMultiplyAdd(denominator, r, 1.48103976427480074590e-1);
        denominator = Math.FusedMultiplyAdd(denominator, r, 6.89767334985100004550e-1);
        denominator = Math.FusedMultiplyAdd(denominator, r, 1.67638483018380384940e+0);
        denominator = Math.FusedMultiplyAdd(denominator, r, 2.05319162663775882187e+0);
        denominator = Math.FusedMultiplyAdd(denominator, r, 1);
        return numerator / denominator;
    }

    private static double Far(double r)
    {
        double numerator = 2.01033439929228813265e-7;
        numerator = Math.FusedMultiplyAdd(numerator, r, 2.71155556874348757815e-5);
        numerator = Math.FusedMultiplyAdd(numerator, r, 1.24266094738807843860e-3);
        numerator = Math.FusedMultiplyAdd(numerator, r, 2.65321895265761230930e-2);
        numerator = Math.FusedMultiplyAdd(numerator, r, 2.96560571828504891230e-1);
        numerator = Math.FusedMultiplyAdd(numerator, r, 1.78482653991729133580e+0);
        numerator = Math.FusedMultiplyAdd(numerator, r, 5.46378491116411436990e+0);
        numerator = Math.FusedMultiplyAdd(numerator, r, 6.65790464350110377720e+0);
        double denominator = 2.04426310338993978564e-15;
        denominator = Math.FusedMultiplyAdd(denominator, r, 1.42151175831644588870e-7);
        denominator = Math.FusedMultiplyAdd(denominator, r, 1.84631831751005468180e-5);
        denominator = Math.FusedMultiplyAdd(denominator, r, 7.86869131145613259100e-4);
        denominator = Math.FusedMultiplyAdd(denominator, r, 1.48753612908506148525e-2);
        denominator = Math.FusedMultiplyAdd(denominator, r, 1.36929880922735805310e-1);
        denominator = Math.FusedMultiplyAdd(denominator, r, 5.99832206555887937690e-1);
        denominator = Math.FusedMultiplyAdd(denominator, r, 1);
        return numerator / denominator;
    }
}
