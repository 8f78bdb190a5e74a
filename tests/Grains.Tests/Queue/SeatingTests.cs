using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Starling.GrainInterfaces;
using Starling.Grains.Placement;
using Starling.Grains.Queue;
using Xunit;
using static Starling.Grains.Tests.Queue.QueueTestData;

namespace Starling.Grains.Tests.Queue;

public sealed class SeatingTests
{
    [Fact]
    public void A_job_that_runs_anywhere_makes_room_for_one_that_needs_the_silo()
    {
        var seating = new Seating([MakeSilo("gpu", 1, "gpu=true"), MakeSilo("cpu", 1)]);

        Assert.True(seating.TrySeat([]));
        Assert.True(seating.TrySeat(LabelText.Read("gpu=true")));
        Assert.False(seating.TrySeat([]));
    }

    [Fact]
    public void Every_label_must_be_carried()
    {
        var seating = new Seating([MakeSilo("a", 2, "gpu=true"), MakeSilo("b", 3, "gpu=true,zone=x")]);

        Assert.Equal(5, seating.SeatsFor(LabelText.Read("gpu=true")));
        Assert.Equal(3, seating.SeatsFor(LabelText.Read("zone=x,gpu=true")));
        Assert.False(seating.IsKnown(LabelText.Read("gpu=false")));
    }

    [Fact]
    public void It_seats_as_many_as_any_arrangement_would()
    {
        // Hall's theorem over silos with two labels: a group of jobs fits where no set of labels asks for more than its silos have.
        string[] kinds = ["", "a=1", "b=1", "a=1,b=1"];
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), ArbMap.Default.ArbFor<byte>(), (jobs, shape) =>
        {
            ImmutableArray<SiloReport> silos =
            [
                MakeSilo("s0", shape & 3), MakeSilo("s1", (shape >> 2) & 3, "a=1"), MakeSilo("s2", (shape >> 4) & 3, "b=1"), MakeSilo("s3", shape >> 6, "a=1,b=1"),
            ];
            var seating = new Seating(silos);
            var accepted = new int[kinds.Length];
            foreach (byte job in jobs)
            {
                int kind = job % kinds.Length;
                accepted[kind]++;
                bool fits = Fits(kinds, accepted, silos);
                if (seating.TrySeat(LabelText.Read(kinds[kind])) != fits)
                    return false;

                if (!fits)
                    accepted[kind]--;
            }

            return true;
        }).QuickCheckThrowOnFailure();
    }

    private static bool Fits(string[] kinds, int[] jobs, ImmutableArray<SiloReport> silos)
    {
        for (int set = 1; set < 1 << kinds.Length; set++)
        {
            List<int> chosen = [.. Enumerable.Range(0, kinds.Length).Where(kind => (set & (1 << kind)) != 0)];
            int seats = silos
                .Where(silo => chosen.Any(kind => LabelText.Read(kinds[kind]).All(label => silo.Labels.Contains(label))))
                .Sum(silo => silo.JobSlots);
            if (chosen.Sum(kind => jobs[kind]) > seats)
                return false;
        }

        return true;
    }
}
