using System.Numerics;
using Starling.Algorithms.Data;
using Starling.Algorithms.Options;

namespace Starling.Algorithms.Models;

/// <summary>Which model is trained, with its parameters: <c>model:</c> of a job.</summary>
public abstract record ModelOptions : PartOptions;

/// <summary>A model that workers compute themselves.</summary>
public abstract record BuiltInModelOptions : ModelOptions
{
    /// <summary>Builds the model for the shape of a data set.</summary>
    /// <param name="data">The training data: features and classes are taken from it.</param>
    /// <typeparam name="T">The element type of the run.</typeparam>
    public abstract IModel<T> Create<T>(Dataset data)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
