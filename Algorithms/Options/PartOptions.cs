using Starling.Algorithms.Errors;

namespace Starling.Algorithms.Options;

/// <summary>
/// The options of one part of a run (an algorithm, a model, a data set, a partition, a rule, ...). A part is an immutable
/// record whose properties are its parameters: the property's default is the parameter's default, a
/// <see cref="System.ComponentModel.DataAnnotations.RangeAttribute"/> its range, its documentation comment the text of the
/// JSON Schema. In a job file a property is written in camelCase, an enum value in kebab-case, and the part is chosen by
/// <c>kind</c> (see <see cref="PartTable{TOptions}"/>).
/// </summary>
public abstract record PartOptions
{
    /// <summary>
    /// What the ranges of single properties cannot say: combinations of this part's own properties that make no sense.
    /// Ranges are checked before and are not repeated here.
    /// </summary>
    public virtual IEnumerable<OptionIssue> Check() => [];
}

/// <summary>One thing wrong with some options.</summary>
/// <param name="Error">The entry of the catalogue.</param>
/// <param name="Path">The field, from the record it was found in: <c>partition.alpha</c>.</param>
/// <param name="Message">One sentence: what is wrong and what would be valid. It need not name the field again.</param>
public sealed record OptionIssue(ErrorEntry Error, string Path, string Message);
