// A script, cell after cell, as one would write it in a notebook:
//
//     dotnet run samples/quickstart.cs -- http://127.0.0.1:8080
//
// In a folder of your own, write instead of the next line:  #:package Starling.Client@0.1.0
#:project ../Client/Client.csproj
// Scripts are prepared for native compilation by default, which leaves out what the client reads JSON with.
#:property PublishAot=false

using Starling.Algorithms.Data;
using Starling.Algorithms.Federated;
using Starling.Algorithms.Models;
using Starling.Client;
using Starling.Client.Connections;
using Starling.Client.Jobs;
using Starling.Client.Results;

// Connect.
await using IStarlingClient client = await StarlingConnection.ConnectAsync(
    new StarlingConnectionOptions { Addresses = args.FirstOrDefault() ?? "http://127.0.0.1:8080", Token = Environment.GetEnvironmentVariable("STARLING_TOKEN") });

// The same job with two algorithms.
JobBuilder Job(string name) => new JobBuilder(name)
    .Model(new SoftmaxOptions())
    .Data(new SyntheticDataOptions { SizeLogMean = 2, SizeLogDeviation = 0.5 })
    .Workers(10)
    .Rounds(5);

string[] ids =
[
    await client.SubmitAsync(Job("fedavg").Algorithm(new FedAvgOptions { BatchSize = 10, LearningRate = 0.1 }).Build()),
    await client.SubmitAsync(Job("fedspeed").Algorithm(new FedSpeedOptions { BatchSize = 10, LearningRate = 0.1 }).Build()),
];

// Wait for both, and compare.
foreach (string id in ids)
{
    ResultDocument result = await client.WaitAsync(id);
    Console.WriteLine($"{result.Name,-10} loss {result.FinalMetrics?.Loss:F4}  accuracy {result.FinalMetrics?.Accuracy:F3}");
}
