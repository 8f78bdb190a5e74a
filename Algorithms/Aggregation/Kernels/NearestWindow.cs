using System.Numerics;

namespace Starling.Algorithms.Aggregation.Kernels;

/// <summary>
/// Which of m sorted values are nearest to a centre: always Keep next to one another, v_s, ..., v_(s + Keep - 1). Going from s to s + 1
/// drops v_s and takes v_(s + Keep), which pays while v_(s + Keep) - c &lt; c - v_s; that inequality, once false, stays false. So each k
/// below m - Keep is decided alone and the sum is never corrected, which would cancel.
/// </summary>
/// <remarks>
/// Where the distances are equal and the values are not, the lower worker index decides: the values nearer than that distance count, and
/// of those at it the first.
/// </remarks>
internal sealed class NearestWindow
{
    /// <summary>Makes the lists.</summary>
    /// <param name="count">m.</param>
    /// <param name="keep">How many values are kept, 1 to m.</param>
    /// <param name="trim">The centre is the mean of what is left when so many values are dropped on either side.</param>
    public NearestWindow(int count, int keep, int trim)
    {
        Keep = keep;
        Dropped = count - keep;
        Centre = [.. Enumerable.Range(trim, count - (2 * trim))];
        int[] always = [.. Enumerable.Range(0, count).Where(i => i >= Dropped && i < Keep)];
        CentreAlwaysKept = [.. always.Intersect(Centre)];
        OthersAlwaysKept = [.. always.Except(Centre)];
        CentreAtEnds = [.. Centre.Except(always)];
    }

    /// <summary>How many values are kept.</summary>
    public int Keep { get; }

    /// <summary>How many are not.</summary>
    public int Dropped { get; }

    /// <summary>The places of the sorted order whose mean is the centre.</summary>
    public int[] Centre { get; }

    /// <summary>The places of the centre that are in every window.</summary>
    public int[] CentreAlwaysKept { get; }

    /// <summary>The places that are in every window and not in the centre.</summary>
    public int[] OthersAlwaysKept { get; }

    /// <summary>The places of the centre that are not in every window.</summary>
    public int[] CentreAtEnds { get; }

    /// <summary>What the network has to find.</summary>
    public int[] Wanted()
    {
        int[] wanted = new int[Keep + Dropped];
        foreach (int i in CentreAlwaysKept)
            wanted[i] = 1;
        foreach (int i in OthersAlwaysKept)
            wanted[i] = 2;
        return wanted;
    }

    /// <summary>The mean for a column in which two unequal values have the distance that decides.</summary>
    public unsafe double Untie<T>(T** sorted, T** sources, int column, double centre)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double distance = 0;
        for (int k = 0; k < Dropped; k++)
        {
            double low = double.CreateTruncating(sorted[k][column]);
            double high = double.CreateTruncating(sorted[k + Keep][column]);
            if (high - centre == centre - low && high != low)
                distance = centre - low;
        }

        int left = Keep;
        for (int i = 0; i < Keep + Dropped; i++)
        {
            if (Math.Abs(double.CreateTruncating(sources[i][column]) - centre) < distance)
                left--;
        }

        double sum = 0;
        for (int i = 0; i < Keep + Dropped; i++)
        {
            double value = double.CreateTruncating(sources[i][column]);
            double away = Math.Abs(value - centre);
            if (away < distance || (away == distance && left-- > 0))
                sum += value;
        }

        return sum / Keep;
    }
}
