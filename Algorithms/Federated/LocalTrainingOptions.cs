using System.ComponentModel.DataAnnotations;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Options;
using Starling.Algorithms.Rounds;

namespace Starling.Algorithms.Federated;

/// <summary>
/// What the federated algorithms share: how a worker trains between receiving x_t and sending its update, and the server's
/// step. Defaults are those of the public FL-Simulator (5 epochs, batch 50, weight decay 1e-3, rate 0.1, decay 0.998, clip 10).
/// </summary>
public abstract record LocalTrainingOptions : RoundAlgorithmOptions
{
    /// <summary>E, passes over the worker's own samples in a round; K = E ceil(n_i / B) steps. Not used where localSteps is given.</summary>
    [Range(1, 100_000)]
    public int LocalEpochs { get; init; } = 5;

    /// <summary>K, the exact number of local steps of a round; 0 lets localEpochs decide.</summary>
    [Range(0, 100_000_000)]
    public int LocalSteps { get; init; }

    /// <summary>B, samples in a minibatch; 0 takes the full local gradient in every step.</summary>
    [Range(0, 1_000_000)]
    public int BatchSize { get; init; } = 50;

    /// <summary>eta_0, the local step size of round 0.</summary>
    [Range(0, 1e6, MinimumIsExclusive = true)]
    public double LearningRate { get; init; } = 0.1;

    /// <summary>The factor of the local step size from round to round: eta_t = eta_0 decay^t.</summary>
    [Range(0, 1, MinimumIsExclusive = true)]
    public double LearningRateDecay { get; init; } = 0.998;

    /// <summary>wd: adds wd y_k to the stochastic gradient at y_k.</summary>
    [Range(0, 1e6)]
    public double WeightDecay { get; init; } = 1e-3;

    /// <summary>The stochastic gradient is rescaled to at most this Euclidean norm, before weight decay; 0 turns clipping off.</summary>
    [Range(0, 1e12)]
    public double ClipNorm { get; init; } = 10;

    /// <summary>eta_g, the server's step along the aggregated update.</summary>
    [Range(0, 1e6, MinimumIsExclusive = true)]
    public double GlobalLearningRate { get; init; } = 1;

    /// <summary>
    /// beta of relaxed initialisation: a worker starts from x_t + beta (x_t - w_i), w_i its last local model, and keeps one
    /// vector more. 0 turns it off; FL-Simulator uses 0.1.
    /// </summary>
    [Range(0, 1)]
    public double RelaxedInitialization { get; init; }

    /// <summary>
    /// Whether all that a worker sends is where plain local training from x_t arrives, so that a worker may train as it likes
    /// (<see cref="ILocalTrainer{T}"/>). Where it is false, the algorithm needs the worker's gradients.
    /// </summary>
    public virtual bool LeavesTrainingToWorkers => false;

    /// <inheritdoc/>
    public override int LargestMinibatch() => BatchSize > 0 ? BatchSize : base.LargestMinibatch();

    /// <summary>eta_t = eta_0 decay^t, by repeated multiplication so that every machine gets the same bits.</summary>
    /// <param name="round">t.</param>
    public double StepSize(int round)
    {
        double step = LearningRate;
        for (int t = 0; t < round; t++)
            step *= LearningRateDecay;

        return step;
    }

    /// <summary>Refuses a pull to x_t so strong that local steps diverge: learningRate * weight &gt;= 2.</summary>
    /// <param name="field">The parameter that holds the weight.</param>
    /// <param name="weight">The weight of the pull.</param>
    private protected IEnumerable<OptionIssue> CheckPull(string field, double weight)
    {
        if (LearningRate * weight >= 2)
        {
            yield return new OptionIssue(ErrorCatalog.ImpossibleCombination, field,
                $"learningRate * {field} is {LearningRate * weight:g3}: local steps diverge from 2 on; lower one of the two.");
        }
    }
}
