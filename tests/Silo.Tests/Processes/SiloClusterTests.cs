using Starling.Silo.Membership;
using Starling.TestSupport;
using Starling.TestSupport.Services;
using Xunit;

namespace Starling.Silo.Tests.Processes;

/// <summary>Three silo programs that meet in a folder, and how soon they notice what happens to one another.</summary>
public sealed class SiloClusterTests : IDisposable
{
    /// <summary>
    /// On a machine with nothing else to do a lost silo is dead after three missed probes of a second each and the vote; machines that
    /// run tests have much else to do.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly TempFolder folder = new();
    private readonly FolderMembershipTable table;
    private readonly (int Silo, int Gateway)[] ports = [.. Enumerable.Range(0, 3).Select(_ => (FreePorts.Next(), FreePorts.Next()))];
    private readonly List<SiloProgram> running = [];

    public SiloClusterTests() => table = new FolderMembershipTable(folder["members"], "starling", TimeProvider.System);

    public void Dispose()
    {
        foreach (SiloProgram silo in running)
            silo.Dispose();

        folder.Dispose();
    }

    [Fact]
    public async Task A_killed_silo_is_declared_dead_and_killed_ones_come_back_on_their_ports()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        StartAll();
        Tell("three silos form a cluster", await UntilAsync(members => members.Count(IsActive) == 3));

        SiloAddress[] first = await ActiveAsync();
        running[2].Process.Kill();
        Tell("a killed silo is declared dead", await UntilAsync(members => members.Any(member => member.Status == SiloStatus.Dead && member.SiloAddress.Endpoint.Port == ports[2].Silo)));
        Assert.Equal(2, (await ActiveAsync()).Length);

        foreach (SiloProgram silo in running)
            silo.Process.Kill();
        await Task.WhenAll(running.Select(silo => silo.Process.WaitForExitAsync(cancellation)));
        running.Clear();
        StartAll();
        Tell(
            "silos that were all killed form a cluster again",
            await UntilAsync(members => members.Count(member => IsActive(member) && !first.Contains(member.SiloAddress)) == 3 && members.Count(IsActive) == 3));
        Assert.All(running, silo => Assert.False(silo.Process.HasExited));
    }

    [Fact]
    public async Task A_silo_that_was_given_up_ends_with_a_line_when_it_comes_to()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        StartAll();
        await UntilAsync(members => members.Count(IsActive) == 3);

        await running[1].SignalAsync("STOP", cancellation);
        Tell("a halted silo is declared dead", await UntilAsync(members => members.Any(member => member.Status == SiloStatus.Dead && member.SiloAddress.Endpoint.Port == ports[1].Silo)));
        await running[1].SignalAsync("CONT", cancellation);

        (int code, string error) = await running[1].EndAsync(cancellation);
        Assert.Equal(1, code);
        Assert.Equal("Silo silo-1 ends: it did not answer the others, and they have declared it dead. Its jobs go on there; start it again.", error);
    }

    private static bool IsActive(MembershipEntry member) => member.Status == SiloStatus.Active;

    private static void Tell(string what, TimeSpan time) =>
        TestContext.Current.TestOutputHelper!.WriteLine(FormattableString.Invariant($"{what}: {time.TotalSeconds:0.0} s"));

    private void StartAll()
    {
        for (int number = 0; number < ports.Length; number++)
        {
            running.Add(SiloProgram.Start(
                SiloProgram.Setting("Silo:SiloPort", ports[number].Silo),
                SiloProgram.Setting("Silo:GatewayPort", ports[number].Gateway),
                $"--Silo:Name=silo-{number}",
                "--Clustering:Kind=folder",
                $"--Clustering:Folder={folder["members"]}",
                "--Storage:Kind=folder",
                $"--Storage:Folder={folder["storage"]}"));
        }
    }

    private async Task<SiloAddress[]> ActiveAsync() => [.. (await MembersAsync()).Where(IsActive).Select(member => member.SiloAddress)];

    private async Task<List<MembershipEntry>> MembersAsync() => [.. (await table.ReadAll()).Members.Select(member => member.Item1)];

    private Task<TimeSpan> UntilAsync(Func<List<MembershipEntry>, bool> isSo) =>
        Until.TrueAsync(async () => isSo(await MembersAsync()), Patience, TestContext.Current.CancellationToken);
}
