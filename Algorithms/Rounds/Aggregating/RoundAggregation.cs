using Starling.Algorithms.Aggregation;
using Starling.Algorithms.Aggregation.Gram;
using Starling.Algorithms.Attacks;

namespace Starling.Algorithms.Rounds.Aggregating;

/// <summary>
/// Decides how the updates of a round become one, without seeing a vector: it asks for inner products, lets the rule solve the small problem, and
/// plans a combination. Who holds the updates, in one place or in shards, answers and carries out. Every update vector is decided on by itself.
/// </summary>
public sealed class RoundAggregation
{
    /// <summary>The rule, with its pre-aggregations.</summary>
    public required IAggregationRule Rule { get; init; }

    /// <summary>f' of a round from the number of accepted and of refused updates.</summary>
    public Func<int, int, int> ByzantineOf { get; init; } = (_, _) => 0;

    /// <summary>The omniscient attack that is simulated, if one is.</summary>
    public IOmniscientAttack? Attack { get; init; }

    /// <summary>Which workers carry it out.</summary>
    public Func<int, bool> IsByzantine { get; init; } = _ => false;

    /// <summary>The run's seed.</summary>
    public ulong Seed { get; init; }

    /// <summary>The number of vectors of an update.</summary>
    public int VectorCount { get; init; } = 1;

    /// <summary>Decides on a round.</summary>
    /// <param name="round">The round.</param>
    /// <param name="workers">The accepted workers, ascending.</param>
    /// <param name="samples">n_i of these.</param>
    /// <param name="refused">How many updates of the round were refused.</param>
    /// <param name="askAsync">Answers questions about the updates: the sums of all slices, those of the first update vector first.</param>
    public async Task<RoundPlan> DecideAsync(
        int round, IReadOnlyList<int> workers, IReadOnlyList<double> samples, int refused, Func<UpdateQuestion, Task<double[]>> askAsync)
    {
        var input = new RuleInput
        {
            Count = workers.Count,
            Byzantine = ByzantineOf(workers.Count, refused),
            Seed = Seed,
            Round = round,
            Samples = samples,
            Workers = workers,
        };
        RoundForging forging = await ForgeAsync(input, workers, askAsync);
        GramMatrix?[] grams = Rule.NeedsGram
            ? Split(await askAsync(new UpdateQuestion(UpdateQuestionKind.Products, forging)), workers.Count)
            : new GramMatrix?[VectorCount];
        return new RoundPlan(forging, [.. grams.Select(gram => Rule.Combine(input with { Gram = gram }))], grams[0]);
    }

    private async Task<RoundForging> ForgeAsync(RuleInput input, IReadOnlyList<int> workers, Func<UpdateQuestion, Task<double[]>> askAsync)
    {
        bool[] forges = [.. workers.Select(IsByzantine)];
        int byzantine = forges.Count(forged => forged);
        int honest = workers.Count - byzantine;

        // Without enough honest workers in the round there is nothing to forge from: the forgers send what they computed.
        if (Attack is not { } attack || byzantine == 0 || attack.Refuse(honest, byzantine) is not null)
            return RoundForging.None;

        var forging = new RoundForging(forges, []);
        var searched = attack as ISearchedAttack;
        bool asks = attack.NeedsGram || (searched is not null && Rule.NeedsGram);
        GramMatrix?[] grams = asks
            ? Split(await askAsync(new UpdateQuestion(UpdateQuestionKind.HonestProducts, forging) { Bessel = attack.Bessel }), honest + 2)
            : new GramMatrix?[VectorCount];
        AttackInput[] inputs = [.. grams.Select(gram => new AttackInput
        {
            Honest = honest,
            Byzantine = byzantine,
            Round = input.Round,
            Seed = Seed,
            Gram = gram,
        })];
        if (searched is null)
            return forging with { Forgeries = [.. inputs.Select(attack.Forge)] };

        double factor = await SearchAsync(searched, inputs, forging, new AttackDamage(Rule, input, forges, grams[0]), askAsync);
        return forging with { Forgeries = [.. inputs.Select(one => searched.Forge(one, factor))] };
    }

    /// <summary>The factor that does the first update vector the largest damage; it is used for all.</summary>
    private async Task<double> SearchAsync(
        ISearchedAttack attack, AttackInput[] inputs, RoundForging forging, AttackDamage damage, Func<UpdateQuestion, Task<double[]>> askAsync)
    {
        FactorSearch search = attack.Search();
        while (search.Next is { } factor)
        {
            Forgery[] forgeries = [.. inputs.Select(one => attack.Forge(one, factor))];
            if (damage.Of(forgeries[0]) is { } known)
            {
                search.Tell(known);
                continue;
            }

            Combination combination = damage.Combine(forgeries[0]);
            double[] squares = await askAsync(new UpdateQuestion(UpdateQuestionKind.Damage, forging with { Forgeries = forgeries })
            {
                Combinations = [.. Enumerable.Repeat(combination, VectorCount)],
            });
            search.Tell(Math.Sqrt(squares[0]));
        }

        return search.Best;
    }

    private GramMatrix?[] Split(double[] sums, int count)
    {
        int rows = Rule.UsesPrevious ? count + 1 : count;
        int length = GramMatrix.UpperLength(rows);
        return [.. Enumerable.Range(0, VectorCount).Select(v => GramMatrix.FromUpper(rows, sums.AsSpan(v * length, length)))];
    }
}
