namespace Starling.Algorithms.Aggregation.Gram;

/// <summary>
/// The inner products of n vectors, K_ij = &lt;x_i, x_j&gt;, in double: all that a rule needs to know of vectors of any length whose
/// answer is a combination of them. Partial matrices of slices add up to that of the whole.
/// </summary>
public sealed class GramMatrix
{
    private readonly double[] entries;

    /// <summary>Takes a matrix.</summary>
    /// <param name="count">n.</param>
    /// <param name="entries">n * n numbers, row by row, symmetric; kept, not copied.</param>
    /// <exception cref="ArgumentException">Their number is not n * n.</exception>
    public GramMatrix(int count, double[] entries)
    {
        if (entries.Length != count * count)
            throw new ArgumentException($"A Gram matrix of {count} vectors has {count * count} entries, not {entries.Length}.", nameof(entries));

        Count = count;
        this.entries = entries;
    }

    /// <summary>n.</summary>
    public int Count { get; }

    /// <summary>n (n + 1) / 2, how many numbers the upper triangle of a matrix of n vectors has, its diagonal included.</summary>
    /// <param name="count">n.</param>
    public static int UpperLength(int count) => checked(count * (count + 1) / 2);

    /// <summary>Where K_ij, i at most j, stands in the upper triangle.</summary>
    internal static int UpperIndex(int count, int i, int j) => (i * count) - (i * (i - 1) / 2) + (j - i);

    /// <summary>The matrix with an upper triangle.</summary>
    /// <param name="count">n.</param>
    /// <param name="upper">K_00, K_01, ..., K_11, K_12, ...: <see cref="UpperLength"/> numbers.</param>
    /// <exception cref="ArgumentException">Their number is another one.</exception>
    public static GramMatrix FromUpper(int count, ReadOnlySpan<double> upper)
    {
        if (upper.Length != UpperLength(count))
            throw new ArgumentException($"The upper triangle of {count} vectors has {UpperLength(count)} entries, not {upper.Length}.", nameof(upper));

        double[] full = new double[count * count];
        for (int i = 0, k = 0; i < count; i++)
        {
            for (int j = i; j < count; j++, k++)
                full[(i * count) + j] = full[(j * count) + i] = upper[k];
        }

        return new GramMatrix(count, full);
    }

    /// <summary>The entries, row by row.</summary>
    public ReadOnlySpan<double> Entries => entries;

    /// <summary>&lt;x_i, x_j&gt;.</summary>
    public double this[int i, int j] => entries[(i * Count) + j];

    /// <summary>Row i: the products of x_i with every vector.</summary>
    public ReadOnlySpan<double> Row(int i) => entries.AsSpan(i * Count, Count);

    /// <summary>||x_i||.</summary>
    public double Norm(int i) => Math.Sqrt(Math.Max(0, this[i, i]));

    /// <summary>||x_i - x_j||^2 = K_ii + K_jj - 2 K_ij; what rounding makes negative is 0.</summary>
    public double SquaredDistance(int i, int j) => i == j ? 0 : Math.Max(0, this[i, i] + this[j, j] - (2 * this[i, j]));

    /// <summary>||z - x_j||^2 of a combination z = sum_i a_i x_i, for every j.</summary>
    /// <param name="weights">a, n numbers.</param>
    /// <param name="distances">n numbers, overwritten.</param>
    public void SquaredDistances(ReadOnlySpan<double> weights, Span<double> distances)
    {
        // a' K a - 2 (K a)_j + K_jj
        double square = 0;
        for (int j = 0; j < Count; j++)
        {
            double product = 0;
            ReadOnlySpan<double> row = Row(j);
            for (int i = 0; i < Count; i++)
                product += weights[i] * row[i];
            distances[j] = this[j, j] - (2 * product);
            square += weights[j] * product;
        }

        for (int j = 0; j < Count; j++)
            distances[j] = Math.Max(0, distances[j] + square);
    }

    /// <summary>The Gram matrix about a point z = sum_i a_i x_i with sum a = 1: &lt;x_i - z, x_j - z&gt;.</summary>
    /// <param name="weights">a, n numbers with the sum 1.</param>
    public GramMatrix CenteredAt(ReadOnlySpan<double> weights)
    {
        double[] products = new double[Count];
        double square = 0;
        for (int i = 0; i < Count; i++)
        {
            ReadOnlySpan<double> row = Row(i);
            for (int j = 0; j < Count; j++)
                products[i] += weights[j] * row[j];
            square += weights[i] * products[i];
        }

        double[] centered = new double[Count * Count];
        for (int i = 0; i < Count; i++)
        {
            for (int j = 0; j < Count; j++)
                centered[(i * Count) + j] = this[i, j] - products[i] - products[j] + square;
        }

        return new GramMatrix(Count, centered);
    }

    /// <summary>The Gram matrix of some of the vectors, in the order given.</summary>
    public GramMatrix Of(ReadOnlySpan<int> subset)
    {
        double[] picked = new double[subset.Length * subset.Length];
        for (int i = 0; i < subset.Length; i++)
        {
            for (int j = 0; j < subset.Length; j++)
                picked[(i * subset.Length) + j] = this[subset[i], subset[j]];
        }

        return new GramMatrix(subset.Length, picked);
    }

    /// <summary>The Gram matrix A K A' of mixed vectors y_r = sum_i A_ri x_i.</summary>
    public GramMatrix Mixed(Mixing mixing)
    {
        if (mixing.Inputs != Count)
            throw new ArgumentException($"A mixing of {mixing.Inputs} vectors does not fit {Count}.", nameof(mixing));

        int rows = mixing.Outputs;
        double[] half = new double[rows * Count];
        for (int r = 0; r < rows; r++)
        {
            ReadOnlySpan<double> weights = mixing.Row(r);
            Span<double> products = half.AsSpan(r * Count, Count);
            for (int i = 0; i < Count; i++)
            {
                if (weights[i] == 0)
                    continue;

                ReadOnlySpan<double> row = Row(i);
                for (int j = 0; j < Count; j++)
                    products[j] += weights[i] * row[j];
            }
        }

        double[] mixed = new double[rows * rows];
        for (int r = 0; r < rows; r++)
        {
            for (int s = 0; s <= r; s++)
            {
                double sum = 0;
                ReadOnlySpan<double> weights = mixing.Row(s);
                for (int i = 0; i < Count; i++)
                    sum += half[(r * Count) + i] * weights[i];
                mixed[(r * rows) + s] = mixed[(s * rows) + r] = sum;
            }
        }

        return new GramMatrix(rows, mixed);
    }
}
