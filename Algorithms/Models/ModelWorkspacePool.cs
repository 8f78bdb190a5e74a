using System.Collections.Concurrent;
using System.Numerics;

namespace Starling.Algorithms.Models;

/// <summary>
/// Scratch memory that the workers of one model share: as many workspaces as threads compute at once, not as there are
/// workers. Safe for use by several threads.
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
public sealed class ModelWorkspacePool<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The default number of samples computed at a time.</summary>
    public const int DefaultBatchSize = 512;

    private readonly ConcurrentBag<Lease> idle = [];
    private readonly IModel<T> model;

    /// <summary>Makes an empty pool.</summary>
    /// <param name="model">The model.</param>
    /// <param name="batchSize">
    /// The most samples computed at a time. Longer minibatches, and full gradients, are summed in pieces of this size, so it
    /// is part of what their last bits depend on: leave it, or fix it in the job.
    /// </param>
    public ModelWorkspacePool(IModel<T> model, int batchSize = DefaultBatchSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        this.model = model;
        BatchSize = batchSize;
    }

    /// <summary>The most samples computed at a time.</summary>
    public int BatchSize { get; }

    internal Lease Rent() => idle.TryTake(out Lease? lease) ? lease : new Lease(model, BatchSize);

    internal void Return(Lease lease) => idle.Add(lease);

    /// <summary>One thread's scratch memory.</summary>
    internal sealed class Lease(IModel<T> model, int batchSize)
    {
        private T[]? piece;

        public ModelWorkspace<T> Workspace { get; } = model.CreateWorkspace(batchSize);

        /// <summary>The rows of a minibatch.</summary>
        public int[] Rows { get; } = new int[batchSize];

        /// <summary>The gradient of one piece of a large minibatch; made when first needed.</summary>
        public T[] Piece => piece ??= new T[model.Layout.Count];
    }
}
