namespace Starling.Algorithms.Data;

/// <summary>
/// The partition that the data bring along: by speaker, by writer, by generated client. Owner o goes to worker o mod M, so
/// that with as many workers as owners each worker is one owner; every row is used once, in its order. Nothing is random.
/// </summary>
public sealed record NaturalPartitionOptions : PartitionOptions
{
    /// <inheritdoc/>
    /// <exception cref="Errors.StarlingException">STAR0206: the data have no owners, or fewer owners than workers.</exception>
    public override int[][] Split(DataSource data, int workerCount, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(data);
        PartitionSteps.RequireSamples(data.Train, workerCount);
        int[] owners = data.Owners ?? throw PartitionSteps.Impossible(
            $"The samples of {data.Train.Name} have no natural owners; use another partition, such as dirichlet.");
        int ownerCount = owners.Max() + 1;
        if (ownerCount < workerCount)
            throw PartitionSteps.Impossible(
                $"The samples of {data.Train.Name} have {ownerCount} natural owners, fewer than the {workerCount} workers; use "
                + $"at most {ownerCount} workers.");

        int[] sizes = new int[workerCount];
        foreach (int owner in owners)
            sizes[owner % workerCount]++;
        int[][] parts = [.. sizes.Select(size => new int[size])];
        Array.Clear(sizes);
        for (int row = 0; row < owners.Length; row++)
        {
            int worker = owners[row] % workerCount;
            parts[worker][sizes[worker]++] = row;
        }

        return PartitionSteps.RequireNoneEmpty(parts, "use fewer workers");
    }
}
