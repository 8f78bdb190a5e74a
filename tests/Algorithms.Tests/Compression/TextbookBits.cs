namespace Starling.Algorithms.Tests.Compression;

/// <summary>The bits of a message by the formulas of compression.md, sections 2 and 3, of D numbers of b bits; heads are not in them.</summary>
internal static class TextbookBits
{
    /// <summary>The formula of a compressor of <see cref="Codec.All"/>.</summary>
    public static double Of(string name, int dimension, int b)
    {
        double d = dimension;
        int Kept(double fraction, double of) => (int)Math.Min(of, Math.Max(1, Math.Floor((fraction * of) + 1e-6)));
        double RandK(double fraction) => b * Kept(fraction, d);
        double Positions(double of, int k) => Math.Ceiling(of <= 1 ? 0 : Math.Log2(of)) * k;
        double Levels(double of, int s, double bucket) => (b * Math.Ceiling(of / bucket)) + (of * (1 + Math.Ceiling(Math.Log2(s + 1))));
        double Natural(double of) => of * (b == 32 ? 9 : 12);

        switch (name)
        {
            case "identity":
                return b * d;
            case "rand-k":
                return RandK(0.01);
            case "rand-k 0.1 unscaled":
                return RandK(0.1);
            case "rand-k 5":
                return b * Math.Min(5, d);
            case "top-k":
                return RandK(0.01) + Positions(d, Kept(0.01, d));
            case "top-k 0.3":
                return RandK(0.3) + Positions(d, Kept(0.3, d));
            case "top-k 1":
                return (b * d) + Positions(d, dimension);
            case "perm-k":
                return b * Block(d, 3);
            case "perm-k of 10":
                return b * Block(d, 10);
            case "natural":
                return Natural(d);
            case "qsgd" or "qsgd contractive":
                return Levels(d, 127, d);
            case "qsgd s 1":
                return Levels(d, 1, d);
            case "qsgd s 4, bucket 10":
                return Levels(d, 4, 10);
            case "qsgd s 4, max":
                return Levels(d, 4, d);
            case "qsgd s 32767, max":
                return Levels(d, 32767, 512);
            case "ternary" or "ternary 2.5":
                return b + (d * Math.Log2(3));
            case "sign":
                return b + d;
            case "powersgd":
                return Matrix(d, 2);
            case "powersgd 1":
                return Matrix(d, 1);
            case "float16" or "bfloat16":
                return 16 * d;
            case "top-k, qsgd":
                return Positions(d, Kept(0.1, d)) + Levels(Kept(0.1, d), 15, d);
            case "rand-k, natural":
                return Natural(Kept(0.3, d));
            case "perm-k, ternary":
                return b + (Block(d, 3) * Math.Log2(3));
            case "top-k, rand-k, sign":
                return Positions(d, Kept(0.5, d)) + b + Kept(0.5, Kept(0.5, d));
            case "top-k, top-k":
                int first = Kept(0.5, d);
                return Positions(d, first) + Positions(first, Kept(0.5, first)) + (b * Kept(0.5, first));
            default:
                throw new ArgumentOutOfRangeException(nameof(name), name, "There is no formula for it here: add one.");
        }

        // Of the larger blocks, where the sizes differ: who has them is drawn.
        static double Block(double of, int workers) => Math.Ceiling(of / workers);

        // As a matrix that is nearly square; as it is where that is no longer than the factors.
        double Matrix(double of, int rank)
        {
            double columns = Math.Ceiling(Math.Sqrt(of));
            double rows = Math.Ceiling(of / columns);
            return b * Math.Min(of, Math.Min(rank, Math.Min(rows, columns)) * (rows + columns));
        }
    }
}
