using Starling.Algorithms.Errors;

namespace Starling.Algorithms.Options;

/// <summary>
/// The options of one part of a run (an algorithm, a model, a data set, a partition, a rule, ...). A part is an immutable
/// record whose properties are its parameters: the property's default is the parameter's default, a
/// <see cref="System.ComponentModel.DataAnnotations.RangeAttribute"/> its range, its documentation comment the text of the
/// JSON Schema. In a job file a property is written in camelCase, an enum value in kebab-case, and the part is chosen by
/// <c>kind</c> (see <see cref="PartTable{TOptions}"/>).
/// </summary>
public abstract record PartOptions : ICheckedOptions
{
    /// <inheritdoc/>
    public virtual IEnumerable<OptionIssue> Check() => [];
}

/// <summary>Options that know more about themselves than the ranges of their single properties say.</summary>
public interface ICheckedOptions
{
    /// <summary>
    /// Combinations of properties that make no sense. Called once every property is valid alone; ranges are not repeated here.
    /// </summary>
    IEnumerable<OptionIssue> Check();
}

/// <summary>One thing wrong with some options.</summary>
/// <param name="Error">The entry of the catalogue.</param>
/// <param name="Path">The field, from the record it was found in: <c>partition.alpha</c>.</param>
/// <param name="Message">One sentence: what is wrong and what would be valid. It need not name the field again.</param>
public sealed record OptionIssue(ErrorEntry Error, string Path, string Message);
