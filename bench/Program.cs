using Starling.Bench.Aggregation;
using Starling.Bench.Decentralized;
using Starling.Bench.Compression;
using Starling.Bench.Federated;
using Starling.Bench.Messaging;
using Starling.Bench.Pages;
using Starling.Bench.Processes;
using Starling.Bench.Robustness;
using Starling.Bench.Rounds;
using Starling.Bench.Sizing;
using Starling.Bench.Topology;
using Starling.Bench.Trainers;
using Starling.Bench.Training;
using Starling.Bench.Variational;

// Each subject prints a table; docs/results.md says which command printed which figures.
switch (args)
{
    case ["training", ..]:
        return TrainingBenchmark.Run(args[1..]);
    case ["trainer", ..]:
        return await TrainerOverhead.RunAsync(args[1..]);
    case ["aggregation", ..]:
        return AggregationBenchmark.Run(args[1..]);
    case ["aggregation-memory", ..]:
        return await AggregationMemory.RunAsync(args[1..]);
    case ["compression", ..]:
        return CompressionBenchmark.Run(args[1..]);
    case [SiloProcess.Subject, ..]:
        return await SiloProcess.RunAsync(args[1..]);
    case ["round-overhead"]:
        return await RoundOverhead.RunAsync();
    case ["sizing", ..]:
        return SizingTable.Run(args[1..]);
    case ["messages", ..]:
        return await MessagesBenchmark.RunAsync(args[1..]);
    case [Companion.Subject, ..]:
        return await Companion.RunAsync(args[1..]);
    case ["fashion", ..]:
        return await FashionTable.RunAsync(args[1..]);
    case ["robustness", ..]:
        return await RobustnessTable.RunAsync(args[1..]);
    case ["convex", ..]:
        return FedSpeedTable.Run(args[1..]);
    case ["topology", ..]:
        return TopologyBenchmark.Run(args[1..]);
    case ["events"]:
        return EventSpeed.Run();
    case ["network-threads", ..]:
        return ThreadSpeed.Run(args[1..]);
    case ["fashion-decentralized", ..]:
        return FashionDecentralized.Run(args[1..]);
    case ["cdproxsgt"]:
        return CompressedTable.Run();
    case ["live", ..]:
        return await LiveTable.RunAsync(args[1..]);
    case ["decentralized", ..]:
        return DecentralizedComparison.Run(args[1..]);
    case ["variational", ..]:
        return VariationalTables.Run(args[1..]);
    case ["pages", ..]:
        return await PageLoad.RunAsync(args[1..]);
    case ["variational-cluster"]:
        return await ClusterTable.RunAsync();
    default:
        Console.Error.WriteLine("""
            usage: ./bench.sh SUBJECT
              training [--repeats N] [--seconds S] [--python PATH] [--no-torch]   local training of a perceptron against PyTorch, and of LeNet-5
              trainer [--repeats N] [--threads N] [--python PATH]                 a gradient of a script in a process of its own against the bare step of PyTorch
              aggregation [--vectors N] [--dimension D] [--byzantine F] [--repeats N] [--threads N] [--python PATH] [--no-torch]
                                                                                 aggregation rules against reading the vectors once
              aggregation-memory [--vectors N] [--dimension D] [--shards S] [--silos K] [--rule R] [--byzantine F] [--rounds T] [--senders N]
                                                                                 the memory of every silo process while its shards aggregate
              compression [--dimension D] [--repeats N]                          compressors: speed on one core, bits a coordinate against theory
              round-overhead                                                     what a round costs beyond computing
              messages [--repeats N]                                             messages between silos against a plain TCP connection
              sizing [--job W,M,P] [--cores C] [--memory GIB] [--link GBIT] [--states S] [--vectors K] [--ratio R]
                                                                                 silos for W workers, M a round, P parameters, on paper, from measured figures
              fashion [--data DIR]                                               FedSpeed against FedAvg on Fashion-MNIST
              robustness [--seeds N] [--rounds N] [--rules "A;B"] [--attacks "A;B"] [--partitions "A"]   accuracy of every rule under every attack on Fashion-MNIST
              topology                                                           uniform and optimised edge rates of graphs, with the certified gap
              convex [--data DIR]                                                the federated algorithms on optdigits, against recorded values
              events                                                             events of DADAO in virtual time that one core does in a second
              network-threads [--threads N] [--seconds S] [--data DIR]           rounds of decentralized training by one thread and by several that share the nodes
              fashion-decentralized [--epochs N] [--normalized] [--threads N] [--data DIR]
                                                                                 DProxSGT, CDProxSGT and CHOCO-SGD with LeNet-5 on Fashion-MNIST, two classes a node
              cdproxsgt                                                          CDProxSGT: steps and encoded bytes against the uncompressed form
              live [--pace P] [--condition K]                                    DADAO on the live clock over three processes, with lost messages, a stopped node, a killed silo
              decentralized [--condition K]                                      gradients and edge activations of decentralized methods on one quadratic problem
              variational [--table NAME] [--seeds N]                             methods for variational inequalities: iterations, rounds and bits against recorded values
              pages [--pages N] [--seconds S]                                    what open pages of the dashboard cost a silo; how long a page takes to open
              variational-cluster                                                parameters of these methods in memory and on three silo processes: the same bits
            """);
        return 2;
}
