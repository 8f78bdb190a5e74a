using Starling.Client.Results;
using Starling.GrainInterfaces;
using Xunit;

namespace Starling.Client.Tests.Results;

public sealed class TreatmentDigestTests
{
    [Fact]
    public void Weights_are_told_in_equal_shares()
    {
        var digest = new TreatmentDigest();
        digest.Add(Round(0, 0.5, 0.25, 0, -0.25));

        TreatmentDigest.Column column = Assert.Single(digest.Columns);
        Assert.Equal([0, 1, 2, 3], column.Workers);
        Assert.Equal([1, 1, 0, 0], column.Weights);
    }

    [Fact]
    public void A_long_run_is_thinned_evenly()
    {
        var digest = new TreatmentDigest();
        for (int round = 0; round < 1000; round++)
            digest.Add(Round(round, 1, 1));

        Assert.InRange(digest.Columns.Count, 120, 240);
        int stride = digest.Columns[1].Round;
        Assert.Equal(Enumerable.Range(0, digest.Columns.Count).Select(i => i * stride), digest.Columns.Select(column => column.Round));
    }

    [Fact]
    public void Rounds_that_are_done_again_replace_what_was()
    {
        var digest = new TreatmentDigest();
        digest.Add(Round(0, 1, 1));
        digest.Add(Round(1, 1, 1));
        digest.Add(Round(0, 0, 1));
        digest.Add(new JobEvent { Kind = JobEventKinds.RoundCommitted, Message = "", Round = 1 });

        Assert.Equal([0.0, 1], Assert.Single(digest.Columns).Weights);
    }

    [Fact]
    public void Suspects_are_those_from_a_half_on()
    {
        WorkerSummary[] workers = [new() { Worker = 0 }, new() { Worker = 1, Suspicion = 0.5 }, new() { Worker = 2, Suspicion = 0.9 }, new() { Worker = 3, Suspicion = 0.4 }];

        Assert.Equal([2, 1], Suspect.Among(workers).Select(suspect => suspect.Worker));
    }

    private static JobEvent Round(int round, params double[] weights) => new()
    {
        Kind = JobEventKinds.RoundCommitted,
        Message = "",
        Round = round,
        Shares = [.. weights.Select((weight, worker) => new WorkerShare { Worker = worker, Weight = weight })],
    };
}
