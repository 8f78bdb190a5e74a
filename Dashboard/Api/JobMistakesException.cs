using System.Collections.Immutable;
using System.Globalization;
using Starling.Algorithms.Errors;
using Starling.Client.Http;

namespace Starling.Dashboard.Api;

/// <summary>The refusal of a job file, with everything that is wrong with it.</summary>
/// <param name="mistakes">At least one.</param>
internal sealed class JobMistakesException(ImmutableArray<ApiMistake> mistakes) : Exception
{
    /// <summary>The refusal as problem details, under the number of the first mistake.</summary>
    public ApiProblem ToProblem()
    {
        ErrorEntry entry = ErrorCatalog.All.First(known => known.Code == mistakes[0].Code);
        string place = mistakes[0].Path.Length == 0 ? "" : $"{mistakes[0].Path}: ";
        string detail = mistakes.Length == 1
            ? place + mistakes[0].Message
            : string.Create(CultureInfo.InvariantCulture, $"{mistakes.Length} mistakes; the first: {place}{mistakes[0].Message}");
        return Problems.Of(entry, detail, 400, mistakes);
    }
}
