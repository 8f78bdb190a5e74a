using System.Collections.Immutable;
using System.Globalization;
using Starling.GrainInterfaces;

namespace Starling.Client.Tests.Results;

/// <summary>A finished run made up of formulas: what the writers of results are tried on.</summary>
public sealed class SampleRun
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 9, 30, 0, TimeSpan.Zero);

    private readonly List<JobEvent> events = [];

    public SampleRun(int rounds = 50, int workers = 100, int evaluateEvery = 1, string name = "fedspeed-fashion")
    {
        Spec = new JobSpec
        {
            Name = name,
            Definition = string.Create(CultureInfo.InvariantCulture, $$$"""
                {"name":"{{{System.Text.Json.JsonEncodedText.Encode(name)}}}","algorithm":{"kind":"fedspeed","learningRate":0.1,"prox":0.1,
                "rho":0.1,"localEpochs":5,"batchSize":50},"model":{"kind":"mlp","hidden":[200]},"data":{"kind":"fashion-mnist",
                "partition":{"kind":"dirichlet","alpha":0.3}},"workers":{"count":{{{workers}}},"participation":0.1},
                "aggregation":{"rule":"mean"},"stop":{"rounds":{{{rounds}}}},"evaluate":{"every":{{{evaluateEvery}}}},"seed":1}
                """),
        };
        Workers = [.. Enumerable.Range(0, workers).Select(Worker)];
        Run(rounds, evaluateEvery);
    }

    public JobSpec Spec { get; }

    public ImmutableArray<WorkerSummary> Workers { get; }

    public IReadOnlyList<JobEvent> Events => events;

    public JobStatus Status { get; private set; } = null!;

    public IEnumerable<MetricRow> Rows => events.Where(item => item.Metrics is not null).Select(item => item.Metrics!);

    /// <summary>Puts an event in between; those after it move up.</summary>
    public void Insert(int at, JobEvent item)
    {
        events.Insert(at, item);
        for (int i = at; i < events.Count; i++)
            events[i] = events[i] with { Sequence = i };
    }

    // Any fixed function that looks like noise, the same on every machine.
    private static double Noise(int a, int b)
    {
        uint x = unchecked(((uint)a * 2654435761u) ^ ((uint)b * 40503u) ^ 0x9E3779B9u);
        x ^= x >> 15;
        x = unchecked(x * 2246822519u);
        x ^= x >> 13;
        return x / (double)uint.MaxValue;
    }

    private static WorkerSummary Worker(int worker)
    {
        ImmutableArray<int> classes =
            [.. Enumerable.Range(0, 10).Select(c => (int)(900 * Math.Pow(Noise(worker, c), 7)))];
        int chosen = 2 + (int)(7 * Noise(worker, 77));
        int rejections = worker % 37 == 9 ? 2 : 0;
        return new WorkerSummary
        {
            Worker = worker,
            Samples = classes.Sum(),
            ClassCounts = classes,
            RoundsChosen = chosen,
            RoundsAccepted = chosen - rejections,
            Rejections = rejections,
            Seconds = chosen * (0.4 + (classes.Sum() / 900.0)),
            TrainLoss = 0.15 + (0.5 * Noise(worker, 5)),
        };
    }

    private void Run(int rounds, int evaluateEvery)
    {
        MetricRow? latest = null;
        JobStatus At(JobPhase phase, int round) => new()
        {
            JobId = "fedspeed-fashion-7f3a",
            Phase = phase,
            Round = round,
            PlannedRounds = rounds,
            Dimension = 159_010,
            Shards = 4,
            Submitted = Start,
            Latest = latest,
            Warnings = rounds > 10 ? ["The smallest participant holds 9 samples, fewer than one minibatch of 50."] : [],
            Totals = new JobTotals
            {
                Rounds = round,
                Communications = round * 10L,
                Gradients = round * 620L,
                BytesUp = round * 6_360_400L,
                BytesDown = round * 6_360_400L * 2,
                Seconds = round * 3.87,
                WorkerSeconds = round * 29.5,
            },
        };
        void Add(string kind, string message, double seconds, int? round = null, int? worker = null, MetricRow? metrics = null,
            JobStatus? status = null) => events.Add(new JobEvent
            {
                Sequence = events.Count,
                Time = Start.AddSeconds(seconds),
                Kind = kind,
                Message = message,
                Round = round,
                Worker = worker,
                Metrics = metrics,
                Status = status,
            });

        Add(JobEventKinds.Submitted, "The job was accepted.", 0, status: At(JobPhase.Queued, 0));
        Add(JobEventKinds.Started, "Data are loaded; 4 shards hold 159,010 parameters.", 1.4, status: At(JobPhase.Running, 0));
        for (int round = 0; round < rounds; round++)
        {
            double seconds = 1.5 + (3.87 * round);
            Add(JobEventKinds.RoundOpened, "10 of 100 participants were chosen.", seconds, round);
            if (round % 16 == 7)
            {
                Add(JobEventKinds.UpdateRejected, "STAR0502: The update of participant 46 is not finite; it counts as absent.",
                    seconds + 2, round, 46);
            }

            if (round == 30)
                Add(JobEventKinds.Retried, "Shard 2 did not answer in time; asked again.", seconds + 2.2, round);
            Add(JobEventKinds.RoundCommitted, "10 updates were aggregated.", seconds + 3.6, round, status: At(JobPhase.Running, round + 1));
            if ((round + 1) % evaluateEvery != 0 && round + 1 != rounds)
                continue;

            double done = round + 1;
            JobStatus now = At(JobPhase.Running, round + 1);
            latest = new MetricRow
            {
                Round = round + 1,
                Seconds = now.Totals.Seconds,
                Loss = 0.34 + (1.9 * Math.Exp(-done / 7)) + (0.05 * Noise(round, 1)),
                Accuracy = 0.876 - (0.62 * Math.Exp(-done / 8)) - (0.018 * Noise(round, 2)),
                TrainLoss = 0.2 + (2.0 * Math.Exp(-done / 6)) + (0.06 * Noise(round, 3)),
                UpdateNorm = (3.1 * Math.Exp(-done / 14)) + 0.22 + (0.2 * Noise(round, 4)),
                BytesUp = now.Totals.BytesUp,
                BytesDown = now.Totals.BytesDown,
                Gradients = now.Totals.Gradients,
                Communications = now.Totals.Communications,
            };
            Add(JobEventKinds.Evaluated, string.Create(CultureInfo.InvariantCulture,
                $"Loss {latest.Loss:0.0000}, accuracy {latest.Accuracy:0.0000}."), seconds + 3.8, round, metrics: latest);
        }

        Status = At(JobPhase.Completed, rounds) with
        {
            Ended = Start.AddSeconds(2 + (3.87 * rounds)),
            ParametersSha256 = "9f2c4b1de07a55c3b8f64e0d21a97f3c5c86d1b0e4f7729aa3310c8d6be5f142",
        };
        Add(JobEventKinds.Completed, "The job ended after its last round.", 2 + (3.87 * rounds), status: Status);
    }
}
