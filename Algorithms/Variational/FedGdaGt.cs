using System.ComponentModel.DataAnnotations;
using System.Numerics;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Problems.Games;
using Starling.Algorithms.Rounds;

namespace Starling.Algorithms.Variational;

/// <summary>Parameters of <see cref="FedGdaGt{T}"/>: <c>kind: fedgda-gt</c>.</summary>
public sealed record FedGdaGtOptions : VariationalOptions
{
    /// <summary>K, the local steps.</summary>
    [Range(1, 1_000_000)]
    public int Steps { get; init; } = 20;

    /// <summary>
    /// gamma; null for half of the least of 2 mu/L^2, 1/(2 mu K) and the positive root r of mu = L^4 K^3 r^3 + 2 L^2 K r, L the largest of the workers.
    /// </summary>
    [Range(0.0, 1e12, MinimumIsExclusive = true)]
    public double? StepSize { get; init; }

    /// <inheritdoc/>
    public override IRoundAlgorithm<T> Create<T>(RoundSetting setting) => new FedGdaGt<T>(
        this, StepOf(StepSize, setting, Rule, "the strong monotonicity of the operator"), setting.Set);

    private double Rule(GameConstants constants)
    {
        double l = constants.NodeLipschitz.Max();
        double mu = constants.StrongMonotonicity;
        double low = 0;
        double high = 1 / l;
        for (int halving = 0; halving < 200; halving++)
        {
            double r = (low + high) / 2;
            double kr = Steps * r;
            if ((l * l * l * l * kr * kr * kr) + (2 * l * l * kr) < mu)
                low = r;
            else
                high = r;
        }

        return 0.5 * Math.Min(Math.Min(2 * mu / (l * l), 1 / (2 * mu * Steps)), low);
    }
}

/// <summary>
/// FedGDA-GT, local descent-ascent with the operator tracked: from the common point x every worker takes K steps
/// x_i &lt;- x_i - g (F_i(x_i) - F_i(x) + F(x)), and the server takes the mean. An iteration is two rounds: one for F(x), one for the steps. Source: Sun, Wei, "A
/// communication-efficient algorithm with linear convergence for federated minimax learning", NeurIPS 2022.
/// </summary>
/// <remarks>State: 2 D at the server, x and F_i(x) at a worker. Traffic of an iteration: 2 D down, 2 D up.</remarks>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="options">The parameters.</param>
/// <param name="gamma">g.</param>
/// <param name="set">C; null for all of R^D.</param>
public sealed class FedGdaGt<T>(FedGdaGtOptions options, double gamma, FeasibleSet? set) : VariationalAlgorithm<T>(set)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const string Model = "x";
    private const string Message = "message";
    private const string Update = "update";
    private const string Start = "start";
    private const string AtStart = "operator.start";

    /// <inheritdoc/>
    public override VectorSchema Vectors { get; } = new()
    {
        Server = [Model, Message],
        StartAsModel = [Message],
        Broadcast = [Message],
        Update = [Update],
        Worker = [Start, AtStart],
    };

    /// <inheritdoc/>
    public override bool NeedsEverybody(int round) => true;

    /// <inheritdoc/>
    public override long IterationsIn(int rounds) => rounds / 2;

    /// <inheritdoc/>
    public override void WorkerStep(WorkerRound<T> round)
    {
        Span<T> start = round.State(Start);
        Span<T> atStart = round.State(AtStart);
        Span<T> x = round.Update(Update);
        ReadOnlySpan<T> message = round.Broadcast(Message);
        if (IsForOperator(round.Round))
        {
            message.CopyTo(start);
            round.Gradient(start, [], atStart);
            atStart.CopyTo(x);
            return;
        }

        Span<T> g = round.Scratch(0);
        start.CopyTo(x);
        for (int k = 0; k < options.Steps; k++)
        {
            round.Gradient(x, [], g);
            VectorKernels.Subtract(g, atStart, g);
            VectorKernels.Add(g, message, g);
            VectorKernels.Axpy(T.CreateChecked(-gamma), g, x);
        }
    }

    /// <inheritdoc/>
    protected override int StageCount(int round) => IsForOperator(round) ? 0 : 1;

    /// <inheritdoc/>
    protected override string Stage(int stage, ServerRound<T> round)
    {
        round.Aggregate(Update).CopyTo(round.Server(Model));
        return Model;
    }

    /// <inheritdoc/>
    protected override void Finish(ServerRound<T> round) =>
        (IsForOperator(round.Round) ? round.Aggregate(Update) : round.Server(Model)).CopyTo(round.Server(Message));

    private static bool IsForOperator(int round) => round % 2 == 0;
}
