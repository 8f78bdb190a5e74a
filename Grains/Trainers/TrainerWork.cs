using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Starling.Algorithms.Data;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Federated;
using Starling.Algorithms.Models;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Runs;
using Starling.Grains.Runtime;

namespace Starling.Grains.Trainers;

/// <summary>
/// A model that processes of the user's compute. On this silo: what the script said of its tensors, and the way to a process for every worker.
/// The protocol is in <c>docs/external-trainers.md</c>.
/// </summary>
/// <typeparam name="T">The element type of the run.</typeparam>
public sealed class TrainerWork<T> : TrainingWork<T>, ITrainerJob
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>How often an evaluation is begun anew because its process died.</summary>
    private const int Attempts = 3;

    /// <summary>Bytes of a result that a script writes before it says so: they are read here while it writes the next.</summary>
    private const int Piece = 4 << 20;

    private readonly TrainerPool pool;
    private readonly string jobId;
    private ParameterLayout? layout;
    private T[] start = [];

    private TrainerWork(TrainerPool pool, string jobId, RunDefinition run, DataSource data, int[][] partition)
        : base(run, data, partition)
    {
        this.pool = pool;
        this.jobId = jobId;
        Options = (ExternalModelOptions)run.Model!;
    }

    /// <inheritdoc/>
    public ExternalModelOptions Options { get; }

    /// <inheritdoc/>
    public override ParameterLayout Layout => layout!;

    /// <inheritdoc/>
    public override string Summary => FormattableString.Invariant($"{Data.Train.Count} training samples, a model of '{string.Join(' ', Options.Command)}'");

    /// <summary>Whether the script trains by itself where the algorithm allows it.</summary>
    internal bool Trains { get; private set; }

    private static string ElementType => typeof(T) == typeof(float) ? "f32" : "f64";

    /// <summary>Starts a process of the script, and asks it for its tensors and the first parameters.</summary>
    /// <param name="pool">The processes of the silo.</param>
    /// <param name="jobId">The job.</param>
    /// <param name="run">The run; it has an external model.</param>
    /// <param name="data">The data.</param>
    /// <param name="partition">The training rows of every worker.</param>
    /// <exception cref="StarlingException">STAR1001 to STAR1005; STAR0108: the algorithm needs gradients, and the script gives none.</exception>
    public static async Task<TrainerWork<T>> StartAsync(TrainerPool pool, string jobId, RunDefinition run, DataSource data, int[][] partition)
    {
        var work = new TrainerWork<T>(pool, jobId, run, data, partition);
        await work.TryAgainAsync(holder =>
        {
            work.CheckMethods(holder.Script.Does);
            work.start = work.Initialize(holder);
            return true;
        });
        return work;
    }

    /// <inheritdoc/>
    public override void WriteStart(Span<T> slice, int start)
    {
        if (this.start.Length == 0)
            slice.Clear();
        else
            this.start.AsSpan(start, slice.Length).CopyTo(slice);
    }

    /// <inheritdoc/>
    public override ILocalOracle<T> CreateOracle(int worker) => Trains
        ? new TrainerOracle<T>.OfTraining(this, worker, Partition[worker].Length)
        : new TrainerOracle<T>(this, worker, Partition[worker].Length);

    /// <summary>Loss and accuracy over the test samples, by a process that was loaded with them.</summary>
    /// <exception cref="StarlingException">STAR1001 to STAR1005.</exception>
    internal Task<ModelEvaluation> EvaluateAsync(VectorBuffer<T> parameters) => TryAgainAsync(holder => Evaluate(holder, parameters.Span));

    /// <summary>Waits for a process for a participant.</summary>
    internal Task<TrainerPlace> EnterAsync(int participant, CancellationToken cancellationToken) =>
        pool.EnterAsync(new TrainerNeed(jobId, participant, Options.ShareDevices), cancellationToken);

    /// <inheritdoc/>
    void ITrainerJob.Prepare(ScriptHolder holder, int participant, CancellationToken cancellationToken)
    {
        // The process may have been asked by another silo of this machine's process, or be a new one.
        holder.Layout ??= Describe(holder, cancellationToken);
        layout ??= holder.Layout;
        if (!ReferenceEquals(layout, holder.Layout) && !IsSame(layout, holder.Layout))
            throw new StarlingException(ErrorCatalog.ScriptAnswerInvalid, "The script describes other tensors than at first, and they may depend on nothing but the job.");

        if (holder.Participant == participant)
            return;

        holder.Participant = null;
        Load(holder, participant, cancellationToken);
        holder.Participant = participant;
    }

    /// <summary>Mean loss and gradient over some of a worker's samples.</summary>
    internal double Gradient(ScriptHolder holder, int round, ReadOnlySpan<T> point, ReadOnlySpan<int> samples, Span<T> gradient, CancellationToken cancellationToken)
    {
        using ScriptCall call = holder.Script.Begin("gradient", cancellationToken);
        Send(call, holder, new JsonObject { ["round"] = round }, point, samples, hasSamples: true);
        return ReceiveVector(call, holder, "gradient", gradient).Loss;
    }

    /// <summary>The whole of a worker's local training.</summary>
    internal (double Loss, long Gradients) Train(ScriptHolder holder, LocalTrainingPlan plan, ReadOnlySpan<T> from, Span<T> to, CancellationToken cancellationToken)
    {
        using ScriptCall call = holder.Script.Begin("train", cancellationToken);
        var header = new JsonObject
        {
            ["round"] = plan.Round,
            ["learningRate"] = plan.LearningRate,
            ["epochs"] = plan.Epochs,
            ["steps"] = plan.Steps,
            ["batchSize"] = plan.BatchSize,
            ["weightDecay"] = plan.WeightDecay,
            ["clipNorm"] = plan.ClipNorm,
            ["seed"] = new RandomStream(plan.Seed, RandomPurpose.Minibatches, plan.Worker, plan.Round).NextUInt64(),
        };
        Send(call, holder, header, from, [], hasSamples: false);
        (JsonObject answer, double loss) = ReceiveVector(call, holder, "parameters", to);
        return (loss, call.Count(answer, "gradients", least: 0));
    }

    private static JsonObject ArrayOf(string name, string type, ReadOnlySpan<int> shape, long? at = null)
    {
        var array = new JsonObject { ["name"] = name, ["type"] = type, ["shape"] = new JsonArray([.. shape.ToArray().Select(size => (JsonNode)size)]) };
        if (at is { } place)
            array["at"] = place;
        return array;
    }

    /// <summary>Sends parameters, by the shared memory where there is one, and the positions of samples.</summary>
    private static void Send(ScriptCall call, ScriptHolder holder, JsonObject header, ReadOnlySpan<T> parameters, ReadOnlySpan<int> samples, bool hasSamples)
    {
        JsonArray arrays = [ArrayOf("parameters", ElementType, [parameters.Length], holder.Memory is null ? null : 0)];
        if (hasSamples)
            arrays.Add((JsonNode)ArrayOf("samples", "i32", [samples.Length]));
        header["arrays"] = arrays;
        header["reply"] = holder.Memory is { } memory ? new JsonObject { ["at"] = memory.ResultAt, ["piece"] = Piece } : null;
        holder.Memory?.Write(parameters);
        call.Send(header);
        if (holder.Memory is null)
            call.Write(MemoryMarshal.AsBytes(parameters));
        call.Write(MemoryMarshal.AsBytes(samples));
    }

    /// <summary>Receives an answer with a loss and a vector of a known name and length, and checks that both are finite.</summary>
    private (JsonObject Answer, double Loss) ReceiveVector(ScriptCall call, ScriptHolder holder, string name, Span<T> vector)
    {
        bool isFinite = true;
        int there = 0;
        JsonObject? answer;
        while ((answer = call.ReceiveAnswer(out long written)) is null)
        {
            int now = Numbers(call, holder, written, there, vector.Length);
            isFinite &= holder.Memory!.Read(vector[there..now], there);
            there = now;
        }

        double loss = call.Number(answer, "loss");
        isFinite &= ReceiveRest(call, holder, answer, name, vector, there);
        if (!isFinite)
            throw NotFinite(call, holder, Place(name, vector));
        if (!double.IsFinite(loss))
            throw NotFinite(call, holder, "the loss");

        return (answer, loss);
    }

    /// <summary>The numbers that so many bytes are, which must be more than before.</summary>
    private static int Numbers(ScriptCall call, ScriptHolder holder, long written, int before, int length)
    {
        (long numbers, long rest) = Math.DivRem(written, Unsafe.SizeOf<T>());
        return holder.Memory is not null && rest == 0 && numbers > before && numbers <= length
            ? (int)numbers
            : throw call.Invalid(FormattableString.Invariant($"'written' is {written}, after {(long)before * Unsafe.SizeOf<T>()}, of {(long)length * Unsafe.SizeOf<T>()} bytes"));
    }

    /// <summary>Receives a vector, of which some numbers are there already.</summary>
    /// <returns>Whether the numbers that were not are finite.</returns>
    private static bool ReceiveRest(ScriptCall call, ScriptHolder holder, JsonObject answer, string name, Span<T> vector, int there)
    {
        if (answer["arrays"] is not JsonArray { Count: 1 } arrays || arrays[0] is not JsonObject array || ScriptCall.Text(array["name"]) != name)
            throw call.Invalid($"it does not consist of the array '{name}'");
        if (ScriptCall.Text(array["type"]) != ElementType)
            throw call.Invalid($"'{name}' is of type {ScriptCall.Text(array["type"])}, and the job's is {ElementType}");
        if (array["shape"] is not JsonArray { Count: 1 } shape || shape[0] is not JsonValue size || !size.TryGetValue(out int length) || length != vector.Length)
            throw call.Invalid($"'{name}' has shape {ScriptCall.Text(array["shape"])}, and the model has [{vector.Length}]");

        if (array["at"] is not { } at)
        {
            if (there > 0)
                throw call.Invalid($"'{name}' comes through the socket after a part of it was written to the shared memory");

            call.Read(MemoryMarshal.AsBytes(vector));
            return VectorKernels.IsFinite<T>(vector);
        }

        return holder.Memory is { } memory && at is JsonValue place && place.TryGetValue(out long offset) && offset == memory.ResultAt
            ? memory.Read(vector[there..], there)
            : throw call.Invalid($"'{name}' lies at {ScriptCall.Text(at)}, where it was not asked for");
    }

    private string Place(string name, ReadOnlySpan<T> vector)
    {
        int position = 0;
        while (T.IsFinite(vector[position]))
            position++;
        TensorSlice tensor = Layout.Tensors.Last(tensor => tensor.Offset <= position);
        return FormattableString.Invariant($"{name}: {vector[position]} in '{tensor.Name}', at {position - tensor.Offset} of {tensor.Length},");
    }

    private static StarlingException NotFinite(ScriptCall call, ScriptHolder holder, string what) => new(
        ErrorCatalog.ScriptAnswerInvalid, $"In the script's answer to '{call.Name}' {what} is not finite.{holder.Script.Output.Tail()}");

    // Of a process that died before it had an answer nothing is left, and what it was asked changes nothing: another is asked the same.
    private async Task<TResult> TryAgainAsync<TResult>(Func<ScriptHolder, TResult> ask)
    {
        for (int attempt = 1; ; attempt++)
        {
            using TrainerPlace place = await EnterAsync(TrainerNeed.Evaluation, CancellationToken.None);
            try
            {
                return await place.RunAsync(this, ask, CancellationToken.None);
            }
            catch (StarlingException refusal) when (refusal.Error == ErrorCatalog.ScriptEnded && attempt < Attempts)
            {
            }
        }
    }

    private void CheckMethods(IReadOnlySet<string> does)
    {
        bool maySkipGradients = Run.Algorithm is LocalTrainingOptions { LeavesTrainingToWorkers: true };
        if (!does.Contains("evaluate"))
            throw new StarlingException(ErrorCatalog.ScriptAnswerInvalid, "model: The script has no method 'evaluate', without which nobody knows how the model does.");
        if (!does.Contains("gradient") && !(maySkipGradients && does.Contains("train")))
        {
            throw new StarlingException(ErrorCatalog.ImpossibleCombination, does.Contains("train")
                ? "model: The algorithm needs gradients, and the script has 'train' but no 'gradient'; choose fedavg, fedavgm, fedadam, fedyogi or fedadagrad."
                : "model: The script has no method 'gradient'.");
        }

        Trains = maySkipGradients && does.Contains("train");
    }

    private static bool IsSame(ParameterLayout one, ParameterLayout other) =>
        one.Tensors.Select(tensor => (tensor.Name, tensor.Length)).SequenceEqual(other.Tensors.Select(tensor => (tensor.Name, tensor.Length)));

    private ParameterLayout Describe(ScriptHolder holder, CancellationToken cancellationToken)
    {
        Dataset train = Data.Train;
        using ScriptCall call = holder.Script.Begin("describe", cancellationToken);
        call.Send(new JsonObject
        {
            ["features"] = train.FeatureCount,
            ["classes"] = train.ClassCount,
            ["workers"] = Run.Workers.Count,
            ["image"] = train.Image is { } image ? new JsonArray(image.Channels, image.Height, image.Width) : null,
            ["type"] = ElementType,
            ["device"] = holder.Device,
        });
        return ReadLayout(call, call.ReceiveAnswer());
    }

    private static ParameterLayout ReadLayout(ScriptCall call, JsonObject answer)
    {
        try
        {
            (string Name, int[] Shape)[] tensors =
            [
                .. answer["tensors"]!.AsArray().Select(tensor => ((string)tensor!["name"]!, tensor["shape"]!.AsArray().Select(size => (int)size!).ToArray())),
            ];
            if (tensors.Length == 0 || tensors.Any(tensor => string.IsNullOrEmpty(tensor.Name) || tensor.Shape.Any(size => size < 1)))
                throw call.Invalid("'tensors' has at least one tensor, and every one a name and a shape of sizes from 1 on");
            if (tensors.GroupBy(tensor => tensor.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
                throw call.Invalid($"'tensors' has '{twice.Key}' twice");

            return new ParameterLayout(tensors);
        }
        catch (Exception exception) when (exception is NullReferenceException or InvalidOperationException or FormatException or OverflowException)
        {
            throw call.Invalid("'tensors' is not a list of names and shapes, or has more numbers than one vector can hold");
        }
    }

    private T[] Initialize(ScriptHolder holder)
    {
        if (!holder.Script.Does.Contains("initialize"))
            return [];

        T[] parameters = new T[Layout.Count];
        using ScriptCall call = holder.Script.Begin("initialize", CancellationToken.None);
        call.Send(new JsonObject { ["seed"] = Run.Seed });
        if (!ReceiveRest(call, holder, call.ReceiveAnswer(), "parameters", parameters, there: 0))
            throw NotFinite(call, holder, Place("parameters", parameters));

        return parameters;
    }

    private void Load(ScriptHolder holder, int participant, CancellationToken cancellationToken)
    {
        bool evaluates = participant == TrainerNeed.Evaluation;
        Dataset source = evaluates ? Data.Test ?? Data.Train : SeenBy(participant);
        int[] rows = evaluates ? [.. Enumerable.Range(0, source.Count)] : Partition[participant];
        holder.Memory ??= ScriptMemory.TryCreate((long)Layout.Count * Unsafe.SizeOf<T>());
        using ScriptCall call = holder.Script.Begin("load", cancellationToken);
        call.Send(new JsonObject
        {
            ["worker"] = participant,
            ["seed"] = Run.Seed,
            ["memory"] = holder.Memory is { } memory ? new JsonObject { ["path"] = memory.Path, ["bytes"] = memory.Bytes } : null,
            ["arrays"] = new JsonArray(ArrayOf("features", "f32", [rows.Length, source.FeatureCount]), ArrayOf("labels", "i32", [rows.Length])),
        });
        Send(call, source, rows);
        JsonObject answer = call.ReceiveAnswer();
        holder.Samples = (int)call.Count(answer, "samples", least: 1);
        if (answer["memory"] is JsonValue flag && flag.TryGetValue(out bool isMapped) && isMapped)
            return;

        holder.Memory?.Dispose();
        holder.Memory = null;
    }

    private static void Send(ScriptCall call, Dataset source, int[] rows)
    {
        const int RowsAtOnce = 1024;
        float[] block = new float[Math.Min(rows.Length, RowsAtOnce) * source.FeatureCount];
        foreach (int[] some in rows.Chunk(RowsAtOnce))
        {
            Span<float> part = block.AsSpan(0, some.Length * source.FeatureCount);
            source.CopyRows(some, part);
            call.Write(MemoryMarshal.AsBytes(part));
        }

        int[] labels = new int[rows.Length];
        for (int i = 0; i < rows.Length; i++)
            labels[i] = source.Labels[rows[i]];
        call.Write(MemoryMarshal.AsBytes(labels.AsSpan()));
    }

    private static ModelEvaluation Evaluate(ScriptHolder holder, ReadOnlySpan<T> parameters)
    {
        using ScriptCall call = holder.Script.Begin("evaluate", CancellationToken.None);
        Send(call, holder, [], parameters, [], hasSamples: false);
        JsonObject answer = call.ReceiveAnswer();
        double count = call.Count(answer, "count", least: 1);
        double? accuracy = answer["correct"] is null ? null : call.Count(answer, "correct", least: 0) / count;
        return new ModelEvaluation(call.Number(answer, "lossSum") / count, accuracy, holder.Script.Output.TakeNew());
    }
}
