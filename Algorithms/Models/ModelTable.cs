using Starling.Algorithms.Options;

namespace Starling.Algorithms.Models;

/// <summary>All models that a job can train.</summary>
public static class ModelTable
{
    /// <summary>The kinds, simplest first.</summary>
    public static readonly PartTable<ModelOptions> All = new(
        new PartEntry("softmax", typeof(SoftmaxOptions), "Softmax regression, convex; starts at zero"),
        new PartEntry("mlp", typeof(MlpOptions), "Multilayer perceptron with rectified linear units"),
        new PartEntry("lenet", typeof(LeNetOptions), "Convolutional network for images; LeNet-5 by default"),
        new PartEntry("external", typeof(ExternalModelOptions), "A script of yours, in a process beside every worker"));
}
