using Starling.Bench.Federated;
using Starling.Bench.Rounds;
using Starling.Bench.Training;

// Each subject prints a table; docs/results.md says which command printed which figures.
switch (args)
{
    case ["training", ..]:
        return TrainingBenchmark.Run(args[1..]);
    case ["round-overhead"]:
        return await RoundOverhead.RunAsync();
    case ["fashion", ..]:
        return await FashionTable.RunAsync(args[1..]);
    case ["convex", ..]:
        return FedSpeedTable.Run(args[1..]);
    default:
        Console.Error.WriteLine("""
            usage: ./bench.sh SUBJECT
              training [--repeats N] [--seconds S] [--python PATH] [--no-torch]   local training against PyTorch
              round-overhead                                                     what a round costs beyond computing
              fashion [--data DIR]                                               FedSpeed against FedAvg on Fashion-MNIST
              convex [--data DIR]                                                the federated algorithms on optdigits, against recorded values
            """);
        return 2;
}
