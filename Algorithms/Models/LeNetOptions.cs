using System.ComponentModel.DataAnnotations;
using Starling.Algorithms.Data;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Options;

namespace Starling.Algorithms.Models;

/// <summary>A convolutional network for images, by default LeNet-5. <c>kind: lenet</c>.</summary>
public sealed record LeNetOptions : BuiltInModelOptions
{
    private const int MostChannels = 4096;
    private const int LargestLayer = 1 << 20;

    /// <summary>The outputs of every convolution, each followed by a rectifier and a 2 x 2 maximum; 1 to 4,096 each, at least one.</summary>
    public int[] Channels { get; init; } = [6, 16];

    /// <summary>The rows and columns of every convolution's kernel.</summary>
    [Range(1, 64)]
    public int Kernel { get; init; } = 5;

    /// <summary>The number of units of every hidden layer behind the convolutions; 1 to 1,048,576 each. [] for none.</summary>
    public int[] Hidden { get; init; } = [120, 84];

    /// <inheritdoc/>
    public override IEnumerable<OptionIssue> Check() =>
    [
        .. LayerSizes.Check("channels", Channels, MostChannels, "It needs at least one convolution, such as [6, 16]; a model without is kind mlp."),
        .. LayerSizes.Check("hidden", Hidden, LargestLayer, whenEmpty: null),
    ];

    /// <inheritdoc/>
    /// <exception cref="StarlingException">STAR0108: the data are no images, or too small ones. STAR0105: too many parameters.</exception>
    public override IModel<T> Create<T>(Dataset data) => data.Image is { } image
        ? new LeNet<T>(image, Channels, Kernel, Hidden, data.ClassCount)
        : throw new StarlingException(ErrorCatalog.ImpossibleCombination,
            $"lenet needs images, and the features of {data.Name} have no rows and columns; use fashion-mnist, mnist, optdigits or npy with "
            + "three or four dimensions, or the model mlp.");
}
