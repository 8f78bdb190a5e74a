using System.Numerics;
using Starling.Algorithms.Data;
using Starling.Algorithms.Decentralized.Networks;
using Starling.Algorithms.Runs;
using Starling.Algorithms.Tests.Problems;
using Xunit;

namespace Starling.Algorithms.Tests.Decentralized.Networks;

/// <summary>One, two or four threads: a network makes the same bits, and counts the same.</summary>
public sealed class ThreadsTests
{
    [Theory]
    [InlineData("""{ "algorithm": "dadao", "problem": { "kind": "quadratic", "dimension": 37 }, "workers": { "count": 9 }, "topology": { "graph": "grid" } }""")]
    [InlineData("""{ "algorithm": "dadao", "problem": "logistic", "workers": { "count": 12 }, "topology": { "graph": "random-geometric", "graphs": 5, "period": 0.7, "margin": 1.3 } }""")]
    [InlineData("""{ "algorithm": "continuized", "problem": { "kind": "quadratic", "condition": 4 }, "workers": { "count": 8 } }""")]
    [InlineData("""{ "algorithm": { "kind": "a2cid2", "gradientMomentum": 0.9, "batchSize": 4 }, "problem": "logistic", "workers": { "count": 8 } }""")]
    [InlineData("""{ "algorithm": { "kind": "d-psgd", "batchSize": 3 }, "problem": "least-squares", "workers": { "count": 9 } }""")]
    [InlineData("""{ "algorithm": "gradient-tracking", "problem": "least-squares", "workers": { "count": 9 } }""")]
    [InlineData("""{ "algorithm": "extra", "problem": "least-squares", "workers": { "count": 8 }, "topology": { "graph": "hypercube" } }""")]
    [InlineData("""{ "algorithm": "adom-plus", "problem": "quadratic", "workers": { "count": 8 } }""")]
    [InlineData("""{ "algorithm": "msda", "problem": "quadratic", "workers": { "count": 8 } }""")]
    [InlineData("""{ "algorithm": "dproxsgt", "problem": { "kind": "least-squares", "dimension": 30, "l1": 0.1 }, "workers": { "count": 6 } }""")]
    [InlineData("""{ "algorithm": "cdproxsgt", "problem": { "kind": "least-squares", "dimension": 30, "l1": 0.1 }, "workers": { "count": 6 }, "compression": { "up": { "kind": "top-k", "fraction": 0.3 } } }""")]
    [InlineData("""{ "algorithm": { "kind": "choco-sgd", "gamma": 0.2 }, "problem": { "kind": "least-squares", "dimension": 30 }, "workers": { "count": 6 }, "compression": { "up": [{ "kind": "rand-k", "fraction": 0.5 }, { "kind": "qsgd", "s": 64 }] } }""")]
    public void A_problem_is_solved_with_the_same_bits(string definition)
    {
        var run = RunDefinition.Parse(definition);
        DataContext context = TestProblems.Context(run.Workers.Count);
        var plan = DecentralizedPlan<double>.Of(run, run.CreateProblem(context));
        SameBits(plan.CreateNetwork, rounds: 12);
    }

    [Theory]
    [InlineData("""{ "kind": "dproxsgt", "learningRate": 0.05, "batchSize": 8, "clipNorm": 1 }""", "")]
    [InlineData("""{ "kind": "cdproxsgt", "learningRate": 0.05, "batchSize": 8 }""", """, "compression": { "up": { "kind": "top-k", "fraction": 0.3 } }""")]
    [InlineData("""{ "kind": "a2cid2", "learningRate": 0.05, "batchSize": 8, "gradientMomentum": 0.9 }""", "")]
    public void A_model_is_trained_to_the_same_bits(string algorithm, string compression)
    {
        var run = RunDefinition.Parse($$"""
            { "algorithm": {{algorithm}}, "model": { "kind": "mlp", "hidden": [12] }, "data": { "kind": "synthetic", "partition": "iid" }, "workers": { "count": 6 }{{compression}} }
            """);
        DataSource source = run.Data!.Load(TestProblems.Context(run.Workers.Count));
        int[][] partition = run.Data.Partition.Split(source, run.Workers.Count, run.Seed);
        var plan = DecentralizedPlan<float>.Of(run, new ModelWork<float>(run, source, partition));
        SameBits(plan.CreateNetwork, rounds: 8);
    }

    private static void SameBits<T>(Func<INetworkRunner<T>> create, int rounds)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        INetworkRunner<T> alone = create();
        for (int round = 0; round < rounds; round++)
            alone.RunRound();
        Assert.True(alone.Gradients > 0 && alone.Bytes > 0);
        foreach (int count in new[] { 1, 2, 4 })
        {
            INetworkRunner<T> together = create();
            for (int round = 0; round < rounds; round++)
            {
                // From round to round it may be another number.
                together.Threads = round == 5 ? null : NodeThreads.OfProcess(count);
                together.RunRound();
            }

            Assert.Equal(NetworkSnapshot.Take(alone), NetworkSnapshot.Take(together));
            Assert.Equal((alone.Round, alone.Gradients, alone.Activations, alone.Events, alone.Bytes), (together.Round, together.Gradients, together.Activations, together.Events, together.Bytes));
            Assert.Equal(alone.ActivationsOfEdges, together.ActivationsOfEdges);
        }
    }
}
