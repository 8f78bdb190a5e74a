using Starling.Algorithms.Data;
using Starling.Algorithms.Decentralized.Events;
using Starling.Algorithms.Decentralized.Networks;
using Starling.Algorithms.Runs;
using Starling.Algorithms.Tests.Problems;
using Xunit;

namespace Starling.Algorithms.Tests.Decentralized.Networks;

/// <summary>A network that was saved and restored goes on as if nothing had happened, to the last bit.</summary>
public sealed class NetworkSnapshotTests
{
    [Theory]
    [InlineData("""{ "algorithm": "dadao", "problem": "quadratic", "workers": { "count": 9 }, "topology": { "graph": "grid" } }""")]
    [InlineData("""{ "algorithm": "dadao", "problem": "quadratic", "workers": { "count": 12 }, "topology": { "graph": "random-geometric", "graphs": 5, "period": 0.7, "margin": 1.3 } }""")]
    [InlineData("""{ "algorithm": "dadao", "problem": "logistic", "workers": { "count": 8 }, "topology": { "graph": "barbell", "rates": "optimised" } }""")]
    [InlineData("""{ "algorithm": "continuized", "problem": { "kind": "quadratic", "condition": 4 }, "workers": { "count": 8 } }""")]
    [InlineData("""{ "algorithm": { "kind": "a2cid2", "gradientMomentum": 0.9, "batchSize": 4 }, "problem": "logistic", "workers": { "count": 8 } }""")]
    [InlineData("""{ "algorithm": "extra", "problem": "least-squares", "workers": { "count": 8 }, "topology": { "graph": "hypercube" } }""")]
    [InlineData("""{ "algorithm": "adom-plus", "problem": "quadratic", "workers": { "count": 8 } }""")]
    [InlineData("""{ "algorithm": "msda", "problem": "quadratic", "workers": { "count": 8 } }""")]
    [InlineData("""{ "algorithm": "cdproxsgt", "problem": { "kind": "least-squares", "dimension": 30, "l1": 0.1 }, "workers": { "count": 6 }, "compression": { "up": { "kind": "top-k", "fraction": 0.3 } } }""")]
    [InlineData("""{ "algorithm": { "kind": "choco-sgd", "gamma": 0.2 }, "problem": { "kind": "least-squares", "dimension": 30 }, "workers": { "count": 6 }, "compression": { "up": { "kind": "powersgd", "rank": 1 } } }""")]
    public void What_was_saved_goes_on_with_the_same_bits(string definition)
    {
        INetworkRunner<double> whole = Network(definition);
        INetworkRunner<double> first = Network(definition);
        Run(whole, 12);
        Run(first, 5);

        INetworkRunner<double> second = Network(definition);
        IReadOnlyList<byte[]> snapshot = NetworkSnapshot.Take(first);
        Run(first, 2);
        Assert.Equal(NetworkSnapshot.Lengths(second), snapshot.Select(part => part.Length));
        NetworkSnapshot.Restore(second, snapshot);
        Assert.Equal(5, second.Round);
        Run(second, 7);

        Assert.Equal((whole.Round, whole.Gradients, whole.Activations, whole.Events, whole.Bytes), (second.Round, second.Gradients, second.Activations, second.Events, second.Bytes));
        Assert.True(whole.Gradients > 0 && whole.Activations > 0 && whole.Bytes > 0);
        Assert.Equal(whole.ActivationsOfEdges, second.ActivationsOfEdges);
        Assert.Equal(NetworkSnapshot.Take(whole), NetworkSnapshot.Take(second));
    }

    // Events are drawn ahead of their time; a snapshot must not count what has not happened.
    [Fact]
    public void A_snapshot_counts_the_numbers_of_the_events_that_happened()
    {
        const string Definition = """{ "algorithm": "dadao", "problem": "quadratic", "workers": { "count": 9 }, "topology": { "graph": "grid" } }""";
        var runner = (VirtualTimeRunner<double>)Network(Definition);
        for (int events = 0; events < 20; events++)
        {
            byte[] counters = NetworkSnapshot.Take(runner)[0];
            Assert.Equal(2 * events, BitConverter.ToInt64(counters));

            var restored = (VirtualTimeRunner<double>)Network(Definition);
            NetworkSnapshot.Restore(restored, NetworkSnapshot.Take(runner));
            Assert.Equal(counters, NetworkSnapshot.Take(restored)[0]);
            Assert.Equal(runner.Step(), restored.Step());
        }
    }

    [Fact]
    public void A_snapshot_of_another_network_is_refused()
    {
        INetworkRunner<double> small = Network("""{ "algorithm": "extra", "problem": "quadratic", "workers": { "count": 4 } }""");
        INetworkRunner<double> large = Network("""{ "algorithm": "extra", "problem": "quadratic", "workers": { "count": 5 } }""");
        Assert.Throws<InvalidDataException>(() => NetworkSnapshot.Restore(small, NetworkSnapshot.Take(large)));
    }

    [Fact]
    public void Bytes_of_compressed_messages_are_those_of_the_codec()
    {
        INetworkRunner<double> plain = Network("""{ "algorithm": "cdproxsgt", "problem": { "kind": "least-squares", "dimension": 1000, "l1": 0.1 }, "workers": { "count": 4 } }""");
        INetworkRunner<double> compressed = Network("""{ "algorithm": "cdproxsgt", "problem": { "kind": "least-squares", "dimension": 1000, "l1": 0.1 }, "workers": { "count": 4 }, "compression": { "up": { "kind": "top-k", "fraction": 0.1 } } }""");
        Run(plain, 3);
        Run(compressed, 3);

        Assert.Equal(3L * 2 * 4 * 2 * 8000, plain.Bytes);
        Assert.InRange(compressed.Bytes, plain.Bytes / 10, plain.Bytes / 8);
    }

    private static INetworkRunner<double> Network(string definition)
    {
        var run = RunDefinition.Parse(definition);
        DataContext context = TestProblems.Context(run.Workers.Count);
        return DecentralizedPlan<double>.Of(run, run.CreateProblem(context)).CreateNetwork();
    }

    private static void Run(INetworkRunner<double> network, int rounds)
    {
        for (int k = 0; k < rounds; k++)
            network.RunRound();
    }
}
