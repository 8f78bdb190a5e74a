using Starling.Cli.Display;
using Starling.GrainInterfaces;
using Xunit;

namespace Starling.Cli.Tests.Display;

public sealed class WorkersDisplayTests : IDisposable
{
    private readonly FakeHost host = new();

    public void Dispose() => host.Dispose();

    [Fact]
    public void Workers_are_told_the_most_suspicious_first()
    {
        WorkersDisplay.Write(host, [new() { Worker = 0, Samples = 10, RoundsAccepted = 3 }, new() { Worker = 1, Samples = 1234, Suspicion = 0.9, Cuts = 2 }], json: false);

        Assert.Equal("Worker  Samples  Accepted  Cut  Suspicion\n1       1,234    0         2    0.90\n0       10       3\n", host.Out);
    }

    [Fact]
    public void Nodes_are_told_with_what_their_edges_did()
    {
        WorkersDisplay.Write(host, [Node(0, 1635, 0.984, 8394, false), Node(1, 12, 0.007, 5, true)], json: false);

        Assert.Equal("""
            Node  Neighbours  Gradients  Gradients a round  Uses of its edges
            0     2           1,635      0.98               8,394
            1     2           12         0.01               5                  does not answer

            """.ReplaceLineEndings("\n"), host.Out);
    }

    [Fact]
    public void A_program_gets_the_nodes_by_name()
    {
        WorkersDisplay.Write(host, [Node(0, 1635, 0.985, 8394, false)], json: true);

        Assert.Contains("\"gradientsPerRound\": 0.985", host.Out, StringComparison.Ordinal);
    }

    private static WorkerSummary Node(int number, long gradients, double pace, long uses, bool missing) => new()
    {
        Worker = number,
        Node = new NodeSummary { Neighbors = 2, Gradients = gradients, GradientsPerRound = pace, Uses = uses, Missing = missing },
    };
}
