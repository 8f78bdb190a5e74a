using System.Numerics;
using Starling.Algorithms.Data;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Models;

/// <summary>
/// A convolutional network: layers of convolution (step 1, no padding), rectifier and 2 x 2 maximum (step 2; an odd last row or column is left out),
/// then fully connected layers with rectifiers, loss mean cross-entropy. With 6 and 16 channels of kernels 5 x 5 and layers of 120 and 84 units it is
/// LeNet-5 (LeCun, Bottou, Bengio, Haffner, "Gradient-based learning applied to document recognition", Proceedings of the IEEE 1998) in today's form: on
/// 28 x 28 grey pixels in 10 classes 44,426 parameters. Tensors <c>conv.0.weight</c> [outputs, inputs, rows, columns], <c>conv.0.bias</c> [outputs],
/// and so on, then <c>layers.0.weight</c> [inputs, outputs], <c>layers.0.bias</c>; the inputs of the first are channel by channel, row by row.
/// </summary>
/// <remarks>
/// Start: weights N(0, 2/inputs) (He, Zhang, Ren, Sun, "Delving deep into rectifiers", ICCV 2015), where a convolution has channels * K * K inputs, output
/// weights N(0, 1/inputs), biases 0. The gradient of a maximum goes to the largest value, of equal ones to the first, row by row.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class LeNet<T> : Classifier<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // So that what is computed stays in the second-level cache.
    private const int MostEvaluated = 32;

    private readonly Layers layers;

    /// <summary>Makes the model.</summary>
    /// <param name="image">The shape of the images.</param>
    /// <param name="channels">The outputs of every convolution, one or more.</param>
    /// <param name="kernel">K, the rows and columns of the kernels.</param>
    /// <param name="hidden">The units of every hidden layer behind the convolutions.</param>
    /// <param name="classCount">C.</param>
    /// <exception cref="StarlingException">STAR0105: more parameters than one vector can hold. STAR0108: the images are too small.</exception>
    public LeNet(ImageShape image, ReadOnlySpan<int> channels, int kernel, ReadOnlySpan<int> hidden, int classCount)
        : this(image, Build(image, channels, kernel, hidden, classCount))
    {
    }

    private LeNet(ImageShape image, Layers layers)
        : base(image.Length, layers.Dense.Sizes[^1], new ParameterLayout([.. layers.Tensors()])) => this.layers = layers;

    private protected override int EvaluationBatch => MostEvaluated;

    /// <inheritdoc/>
    public override void Initialize(Span<T> part, int start, RandomStream stream) =>
        NormalWeights.Draw(Layout, weight => weight.Shape.Count == 2 ? weight.Shape[0] : weight.Length / weight.Shape[0], part, start, stream);

    /// <inheritdoc/>
    public override ModelWorkspace<T> CreateWorkspace(int batchSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        return new Workspace(layers, batchSize);
    }

    private protected override ClassifierWorkspace<T>? Own(ModelWorkspace<T> workspace) =>
        workspace is Workspace own && own.Fits(layers) ? own : null;

    private protected override void Forward(ReadOnlySpan<T> parameters, ClassifierWorkspace<T> scratch, int count)
    {
        var own = (Workspace)scratch;
        int last = layers.Convolutions.Length - 1;
        for (int first = 0; first < count; first += SampleBlock.Most)
        {
            var samples = SampleBlock.At(first, count);
            MatrixMultiply.Transpose<T>(
                samples.Of(own.Features(count), layers.InLength), own.Images(samples), samples.Count, layers.InLength);
            for (int layer = 0; layer <= last; layer++)
                layers.Convolutions[layer].Forward(parameters, own.InputOf(layer, samples), own.Convolutions[layer], samples);
            MatrixMultiply.Transpose<T>(
                own.Convolutions[last].Pooled(samples), samples.Of(own.Dense.Features(count), layers.PooledLength), layers.PooledLength, samples.Count);
        }

        layers.Dense.Forward(parameters, own.Dense, count);
    }

    private protected override void Backward(ReadOnlySpan<T> parameters, Span<T> gradient, ClassifierWorkspace<T> scratch, int count)
    {
        var own = (Workspace)scratch;
        layers.Dense.Backward(parameters, gradient, own.Dense, count);
        int last = layers.Convolutions.Length - 1;
        for (int layer = 1; layer <= last; layer++)
            layers.Convolutions[layer].Prepare(parameters, own.Convolutions[layer]);
        for (int first = 0; first < count; first += SampleBlock.Most)
        {
            var samples = SampleBlock.At(first, count);
            MatrixMultiply.Transpose<T>(
                samples.Of(own.Dense.Delta(0, count), layers.PooledLength), own.Convolutions[last].Delta(samples), samples.Count, layers.PooledLength);
            for (int layer = last; layer >= 0; layer--)
            {
                Span<T> below = layer == 0 ? [] : own.Convolutions[layer - 1].Delta(samples);
                layers.Convolutions[layer].Backward(own.InputOf(layer, samples), gradient, own.Convolutions[layer], below, samples);
            }
        }
    }

    private static Layers Build(ImageShape image, ReadOnlySpan<int> channels, int kernel, ReadOnlySpan<int> hidden, int classCount)
    {
        SpanChecks.Require(!channels.IsEmpty, nameof(channels), "There is at least one convolution.");
        var convolutions = new ConvolutionLayer<T>[channels.Length];
        (int inputs, int height, int width) = (image.Channels, image.Height, image.Width);
        long start = 0;
        for (int layer = 0; layer < channels.Length; layer++)
        {
            int rows = (height - kernel + 1) / PoolingKernel.Window;
            int columns = (width - kernel + 1) / PoolingKernel.Window;
            if (height < kernel || width < kernel || rows == 0 || columns == 0)
            {
                throw new StarlingException(ErrorCatalog.ImpossibleCombination,
                    $"Images of {image.Height} x {image.Width} pixels are too small for {channels.Length} convolutions of {kernel} x {kernel} with "
                    + $"2 x 2 maxima: convolution {layer + 1} gets {height} x {width} and needs {kernel + 1} x {kernel + 1}; use fewer or smaller kernels.");
            }

            long next = start + ((((long)inputs * kernel * kernel) + 1) * channels[layer]);
            CheckParameterCount(next, $"{layer + 1} convolutions");
            var shape = new ConvolutionShape(
                inputs, height, width, channels[layer], kernel, rows * PoolingKernel.Window, columns * PoolingKernel.Window);
            convolutions[layer] = new ConvolutionLayer<T>(shape, (int)start);
            (inputs, height, width, start) = (channels[layer], rows, columns, next);
        }

        int[] sizes = [inputs * height * width, .. hidden, classCount];
        CheckParameterCount(start + DenseLayers<T>.ParameterCount(sizes, hasBias: true), $"convolutions and layers of {string.Join(" - ", sizes)} units");
        return new Layers(convolutions, new DenseLayers<T>(sizes, hasBias: true, (int)start));
    }

    private sealed record Layers(ConvolutionLayer<T>[] Convolutions, DenseLayers<T> Dense)
    {
        /// <summary>The pixels of a sample.</summary>
        public int InLength => Convolutions[0].Shape.InLength;

        /// <summary>The numbers that a sample has behind the last convolution.</summary>
        public int PooledLength => Convolutions[^1].PooledLength;

        public IEnumerable<(string Name, int[] Shape)> Tensors()
        {
            for (int layer = 0; layer < Convolutions.Length; layer++)
            {
                ConvolutionShape shape = Convolutions[layer].Shape;
                yield return ($"conv.{layer}.weight", [shape.OutChannels, shape.InChannels, shape.Kernel, shape.Kernel]);
                yield return ($"conv.{layer}.bias", [shape.OutChannels]);
            }

            foreach ((string Name, int[] Shape) tensor in Dense.Tensors(layer => $"layers.{layer}."))
                yield return tensor;
        }
    }

    private sealed class Workspace : ClassifierWorkspace<T>
    {
        private readonly Layers layers;
        private readonly T[] features;
        private readonly VectorBuffer<T> images;

        public Workspace(Layers layers, int batchSize)
            : base(batchSize, layers.Dense.Sizes[^1])
        {
            this.layers = layers;
            int length = checked(layers.InLength * batchSize);
            features = new T[length];
            images = new VectorBuffer<T>(length);
            Convolutions = Array.ConvertAll(layers.Convolutions, layer => new ConvolutionScratch<T>(layer, batchSize));
            Dense = new DenseWorkspace<T>(layers.Dense.Sizes, batchSize, inputDelta: true);
        }

        public ConvolutionScratch<T>[] Convolutions { get; }

        public DenseWorkspace<T> Dense { get; }

        public override Span<T> Features(int count) => features.AsSpan(0, layers.InLength * count);

        public override Span<T> Logits(int count) => Dense.Logits(count);

        public bool Fits(Layers wanted)
        {
            if (wanted.Convolutions.Length != layers.Convolutions.Length || !Dense.Fits(wanted.Dense.Sizes))
                return false;

            for (int layer = 0; layer < layers.Convolutions.Length; layer++)
            {
                if (wanted.Convolutions[layer].Shape != layers.Convolutions[layer].Shape)
                    return false;
            }

            return true;
        }

        /// <summary>The features of a block with the samples innermost.</summary>
        public Span<T> Images(SampleBlock samples) => samples.Of(images.Span, layers.InLength);

        /// <summary>The inputs of a convolution.</summary>
        public ReadOnlySpan<T> InputOf(int layer, SampleBlock samples) =>
            layer == 0 ? Images(samples) : Convolutions[layer - 1].Pooled(samples);
    }
}
