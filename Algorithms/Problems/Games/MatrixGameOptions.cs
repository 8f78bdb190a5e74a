using System.ComponentModel.DataAnnotations;
using Starling.Algorithms.Data;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Problems.Games;

/// <summary>
/// The matrix of Nemirovski's policeman and burglar ("Mini-course on convex programming algorithms", 2013): A_m[i, j] = w_i (1 - exp(-theta |i - j|)), w =
/// |N(0, 1)|, what a burglar takes from house i when the policeman stands at j. x chooses the house and makes x^T A y small, y chooses the place and makes it
/// large, as the published experiments have it; every node has wealths of its own.
/// </summary>
public sealed record MatrixGameOptions : GeneratedGameOptions
{
    /// <summary>The number of houses and of places.</summary>
    [Range(2, 1024)]
    public int Size { get; init; } = 5;

    /// <summary>theta: how fast the chance of being caught falls with the distance.</summary>
    [Range(0.0, 1e3, MinimumIsExclusive = true)]
    public double Theta { get; init; } = 0.8;

    /// <inheritdoc/>
    public override IGame Create(DataContext context)
    {
        InstanceNumbers numbers = Numbers(context);
        double[] escape = new double[Size];
        for (int distance = 0; distance < escape.Length; distance++)
            escape[distance] = 1 - DeterministicMath.Exp(-Theta * distance);
        double[][] matrices = new double[context.WorkerCount][];
        for (int node = 0; node < matrices.Length; node++)
        {
            double[] wealth = numbers.Of(node).Normals(Size);
            double[] matrix = matrices[node] = new double[Size * Size];
            for (int k = 0; k < matrix.Length; k++)
                matrix[k] = Math.Abs(wealth[k / Size]) * escape[Math.Abs((k / Size) - (k % Size))];
        }

        return new MatrixGame(Size, Size, matrices);
    }
}
