// Submits a small job, shows how it goes, and prints its result.
//
//     dotnet run --project samples/Console -- 127.0.0.1:30000
//     dotnet run --project samples/Console -- http://127.0.0.1:8080
//
// The token, where the cluster asks for one, stands in the environment variable STARLING_TOKEN.
using System.Globalization;
using Starling.Algorithms.Data;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Federated;
using Starling.Algorithms.Models;
using Starling.Client;
using Starling.Client.Connections;
using Starling.Client.Jobs;
using Starling.Client.Results;
using Starling.GrainInterfaces;

if (args is not [{ } address])
{
    await Console.Error.WriteLineAsync("Give the gateways of a cluster, HOST:PORT[,...], or the address of a dashboard, http://HOST:PORT.");
    return 2;
}

using var interrupted = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    interrupted.Cancel();
};

try
{
    JobSpec job = new JobBuilder("console-sample")
        .Algorithm(new FedAvgOptions { BatchSize = 10, LearningRate = 0.1 })
        .Model(new SoftmaxOptions())
        .Data(new SyntheticDataOptions { SizeLogMean = 2, SizeLogDeviation = 0.5 })
        .Workers(10)
        .Rounds(5)
        .Build();

    await using IStarlingClient client = await StarlingConnection.ConnectAsync(
        new StarlingConnectionOptions { Addresses = address, Token = Environment.GetEnvironmentVariable("STARLING_TOKEN") }, interrupted.Token);
    string id = await client.SubmitAsync(job, cancellationToken: interrupted.Token);
    Console.WriteLine($"job {id}");
    await foreach (JobEvent item in client.WatchAsync(id, 0, interrupted.Token))
    {
        if (item.Metrics is { } row)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"round {row.Round}: loss {row.Loss:F4}, accuracy {row.Accuracy:F3}"));
    }

    ResultDocument result = await client.GetResultAsync(id, interrupted.Token);
    Console.WriteLine($"{result.Status}: {result.Parameters} parameters, SHA-256 {result.ParametersSha256}");
    return result.Status == JobPhase.Completed ? 0 : 1;
}
catch (StarlingException refusal)
{
    await Console.Error.WriteLineAsync(refusal.Line);
    return 1;
}
catch (OperationCanceledException)
{
    await Console.Error.WriteLineAsync("Stopped watching; the job runs on.");
    return 130;
}
