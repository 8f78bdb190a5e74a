namespace Starling.Algorithms.Problems.Games;

/// <summary>Columns of mean 0 and variance 1 over all nodes; a column of one value becomes 0.</summary>
internal static class StandardisedSamples
{
    /// <summary>Standardises the features; targets stay.</summary>
    /// <param name="nodes">The samples of all nodes, of one number of features.</param>
    public static NodeSamples[] Of(NodeSamples[] nodes)
    {
        int d = nodes[0].Dimension;
        double total = nodes.Sum(node => (double)node.Count);
        double[] row = new double[d];
        double[] mean = new double[d];
        double[] variance = new double[d];
        foreach (NodeSamples node in nodes)
        {
            for (int t = 0; t < node.Count; t++)
                node.AddTo(mean, t, 1 / total);
        }

        foreach (NodeSamples node in nodes)
        {
            for (int t = 0; t < node.Count; t++)
            {
                node.CopyTo(row, t);
                for (int k = 0; k < d; k++)
                    variance[k] += (row[k] - mean[k]) * (row[k] - mean[k]) / total;
            }
        }

        var standardised = new NodeSamples[nodes.Length];
        for (int m = 0; m < nodes.Length; m++)
        {
            double[] features = new double[checked(nodes[m].Count * d)];
            for (int t = 0; t < nodes[m].Count; t++)
            {
                Span<double> scaled = features.AsSpan(t * d, d);
                nodes[m].CopyTo(scaled, t);
                for (int k = 0; k < d; k++)
                {
                    // Rounding of the mean is all that there is in a column of one value.
                    double deviation = Math.Sqrt(variance[k]);
                    scaled[k] = deviation > Math.ScaleB(Math.Abs(mean[k]), -40) ? (scaled[k] - mean[k]) / deviation : 0;
                }
            }

            standardised[m] = new NodeSamples(d, features, nodes[m].Targets.ToArray());
        }

        return standardised;
    }
}
