using Starling.Chaos.Faults;
using Starling.Chaos.Rolling;
using Starling.Chaos.Running;
using Starling.Chaos.Strange;
using Starling.Chaos.Troubles;

switch (args)
{
    case ["silo", ..]:
        return await FaultySilo.RunAsync(args[1..]);
    case ["run", "rolling", ..] when RollingOptions.Read(args[2..]) is { } rolling:
        RollingReport restarted = await new RollingRestart(rolling, Console.Out).RunAsync(CancellationToken.None);
        restarted.Print(Console.Out);
        return restarted.IsSound ? 0 : 1;
    case ["run", ..] when args is not ["run", "strangers" or "rolling", ..] && ChaosOptions.Read(args[1..]) is { } options:
        ChaosReport report = await new ChaosRunner(options, Console.Out).RunAsync(CancellationToken.None);
        report.Print(Console.Out);
        return report.Outcomes.All(outcome => outcome.IsSound) ? 0 : 1;
    case ["run", "strangers", ..]:
        StrangersReport strange = await new Strangers(TimeSpan.FromSeconds(60), idle: 1000, Console.Out).RunAsync(CancellationToken.None);
        return strange is { IsJobUndisturbed: true, AreAllAlive: true, GrowthBytes: < 100 << 20 } ? 0 : 1;
    default:
        Console.Error.WriteLine($"""
            usage: ./chaos.sh [--jobs N] [--together N] [--silos N] [--seed S] [--rounds N] [--troubles A,B] [--no-silo-faults] [--proxies] [--keep]
                   ./chaos.sh strangers     a minute of random bytes, false frames and silent connections at every port
                   ./chaos.sh rolling [--silos N] [--rounds N] [--checkpoint-every N] [--keep]
                                            restarts every silo by SIGTERM, one after the other, while three jobs run;
                                            they do N rounds before the first and after the last restart (20)
            Runs jobs on clusters of processes and troubles them at seeded moments; prints what it did and what was lost.
              --jobs N            jobs in all (100)
              --together N        jobs that run at a time and share their troubles (4)
              --silos N           silos of a cluster (3)
              --seed S            what is drawn (1)
              --rounds N          rounds of a job (80), and more where its trouble takes long
              --troubles A,B      of: {string.Join(", ", Enum.GetNames<Trouble>())}
              --no-silo-faults    no lost, repeated and delayed calls, no failing writes
              --proxies           cuts links by proxies even where network namespaces are permitted
              --keep              keeps the folder of every cluster, with its logs
            """);
        return 2;
}
