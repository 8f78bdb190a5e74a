using System.Collections.Immutable;
using Starling.Algorithms.Aggregation;
using Starling.Algorithms.Aggregation.Gram;
using Starling.Algorithms.Attacks;
using Starling.Algorithms.Rounds.Aggregating;
using Starling.GrainInterfaces;

namespace Starling.Grains.Aggregation;

/// <summary>Decisions on their way from a job to its shards, and back.</summary>
internal static class AggregationOrders
{
    /// <summary>An order with what was decided on the round's updates.</summary>
    public static CommitOrder With(this CommitOrder order, RoundPlan plan) => order.With(plan.Forging) with
    {
        Combinations = [.. plan.Combinations.Select(ToOrder)],
        Compare = plan.IsJoinedByCoordinate,
    };

    /// <summary>A question about the updates of an order, as a message.</summary>
    /// <param name="question">The question.</param>
    /// <param name="order">The order as far as it is known.</param>
    /// <param name="step">Which question of the round it is.</param>
    public static MeasureOrder ToOrder(this UpdateQuestion question, CommitOrder order, int step) => new()
    {
        Order = order.With(question.Forging) with { Combinations = [.. question.Combinations.Select(ToOrder)] },
        Kind = (MeasureKind)question.Kind,
        Step = step,
        Bessel = question.Bessel,
    };

    /// <summary>A message as a question.</summary>
    public static UpdateQuestion ToQuestion(this MeasureOrder order) =>
        new((UpdateQuestionKind)order.Kind, order.Order.ToForging())
        {
            Bessel = order.Bessel,
            Combinations = [.. order.Order.Combinations.Select(ToCombination)],
        };

    /// <summary>Who forges what in an order.</summary>
    public static RoundForging ToForging(this CommitOrder order) => order.Forgers.IsEmpty
        ? RoundForging.None
        : new RoundForging([.. order.Workers.Select(worker => order.Forgers.BinarySearch(worker) >= 0)], [.. order.Forgeries.Select(ToForgery)]);

    /// <summary>A message as a combination.</summary>
    public static Combination ToCombination(this CombinationOrder order) => new()
    {
        Mixing = order.Outputs > 0 ? new Mixing(order.Outputs, order.Mixing.Length / order.Outputs, [.. order.Mixing]) : null,
        Rule = (CoordinateRule)order.Rule,
        Divisor = order.Divisor,
        Trim = order.Trim,
        Keep = order.Keep,
    };

    private static CommitOrder With(this CommitOrder order, RoundForging forging) => order with
    {
        Forgers = forging.Forges.Count == 0 ? [] : [.. order.Workers.Where((_, i) => forging.Forges[i])],
        Forgeries = [.. forging.Forgeries.Select(ToOrder)],
    };

    private static CombinationOrder ToOrder(Combination combination) => new()
    {
        Outputs = combination.Mixing?.Outputs ?? 0,
        Mixing = combination.Mixing is { } mixing ? [.. mixing.Weights] : [],
        Rule = (int)combination.Rule,
        Divisor = combination.Divisor,
        Trim = combination.Trim,
        Keep = combination.Keep,
    };

    private static ForgeryOrder ToOrder(Forgery forgery) => new()
    {
        Weights = [.. forgery.Weights],
        Deviation = forgery.Deviation,
        Sign = forgery.Sign,
        Bessel = forgery.Bessel,
    };

    private static Forgery ToForgery(ForgeryOrder order) => new()
    {
        Weights = order.Weights,
        Deviation = order.Deviation,
        Sign = order.Sign,
        Bessel = order.Bessel,
    };
}
