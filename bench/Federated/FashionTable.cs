using System.Globalization;
using Starling.Algorithms.Data;
using Starling.Client;
using Starling.Client.Jobs;
using Starling.GrainInterfaces;
using Starling.Silo;

namespace Starling.Bench.Federated;

/// <summary>
/// FedSpeed against FedAvg on Fashion-MNIST: the two job files of <c>jobs/</c>, seeds 1, 2 and 3, accuracy after 10, 25 and 50
/// rounds. Same seed, same partition, same participants.
/// </summary>
internal static class FashionTable
{
    private static readonly int[] Rounds = [10, 25, 50];

    private static readonly int[] Seeds = [1, 2, 3];

    public static async Task<int> RunAsync(string[] args)
    {
        string? directory = args is ["--data", string path, ..] ? path : null;
        var locator = new DataLocator(directory);
        await using EmbeddedCluster cluster = await EmbeddedCluster.StartAsync(1, locator);
        var client = new StarlingClient(cluster.Client);
        Console.WriteLine("| method | round | accuracy, mean of seeds 1, 2, 3 | lowest | highest |");
        Console.WriteLine("| --- | ---: | ---: | ---: | ---: |");
        foreach (string method in (string[])["fedavg", "fedspeed"])
        {
            var accuracies = Rounds.ToDictionary(round => round, _ => new List<double>());
            foreach (int seed in Seeds)
            {
                foreach ((int round, double accuracy) in await AccuraciesAsync(client, $"jobs/{method}-fashion.yaml", seed))
                    accuracies[round].Add(accuracy);
            }

            foreach (int round in Rounds)
            {
                List<double> values = accuracies[round];
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"| {method} | {round} | {100 * values.Average():0.00} % | {100 * values.Min():0.00} % | {100 * values.Max():0.00} % |"));
            }
        }

        return 0;
    }

    private static async Task<List<(int Round, double Accuracy)>> AccuraciesAsync(StarlingClient client, string file, int seed)
    {
        JobFileResult job = JobFile.Read(file, [string.Create(CultureInfo.InvariantCulture, $"seed={seed}")]);
        if (job.Spec is null)
            throw new InvalidOperationException(string.Join('\n', job.Issues));

        string id = await client.SubmitAsync(job.Spec);
        List<(int, double)> found = [];
        await foreach (JobEvent happened in client.WatchAsync(id))
        {
            if (happened.Metrics is { Accuracy: { } accuracy } row && Rounds.Contains(row.Round))
                found.Add((row.Round, accuracy));

            if (happened.Status is { Failure: { } failure })
                throw new InvalidOperationException($"{failure.Code}: {failure.Message}");
        }

        return found;
    }
}
