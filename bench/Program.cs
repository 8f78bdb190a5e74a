using Starling.Bench.Training;

if (args is ["training", ..])
    return TrainingBenchmark.Run(args[1..]);

Console.Error.WriteLine("usage: bench training [--repeats N] [--seconds S] [--python PATH] [--no-torch]");
return 2;
