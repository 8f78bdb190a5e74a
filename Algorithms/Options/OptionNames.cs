using System.Text;

namespace Starling.Algorithms.Options;

/// <summary>How names of the code are written in a job file, and which name a person probably meant.</summary>
public static class OptionNames
{
    /// <summary>A property's name in a job file: <c>LearningRate</c> is <c>learningRate</c>.</summary>
    public static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    /// <summary>An enum value's or a part's name in a job file: <c>DirichletClasses</c> is <c>dirichlet-classes</c>.</summary>
    public static string Kebab(string name)
    {
        var kebab = new StringBuilder(name.Length + 4);
        foreach (char letter in name)
        {
            if (char.IsUpper(letter) && kebab.Length > 0)
                kebab.Append('-');

            kebab.Append(char.ToLowerInvariant(letter));
        }

        return kebab.ToString();
    }

    /// <summary>The path of a field inside a record.</summary>
    public static string Join(string path, string name) => path.Length == 0 || name.Length == 0 ? path + name : $"{path}.{name}";

    /// <summary>
    /// The candidate that a mistyped name probably means, or null. Capitals, dashes and underscores do not count; beyond that
    /// a third of the letters may be wrong.
    /// </summary>
    public static string? Nearest(string name, IEnumerable<string> candidates)
    {
        string wanted = Fold(name);
        return candidates
            .Select(candidate => (Name: candidate, Distance: Distance(wanted, Fold(candidate))))
            .Where(candidate => candidate.Distance <= Math.Max(1, wanted.Length / 3) && candidate.Distance < wanted.Length)
            .OrderBy(candidate => candidate.Distance)
            .Select(candidate => candidate.Name)
            .FirstOrDefault();
    }

    private static string Fold(string name) =>
        name.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();

    /// <summary>Edits from one word to the other, where swapping two neighbours is one edit (optimal string alignment).</summary>
    private static int Distance(string a, string b)
    {
        int[,] edits = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
            edits[i, 0] = i;

        for (int j = 0; j <= b.Length; j++)
            edits[0, j] = j;

        for (int i = 1; i <= a.Length; i++)
        {
            for (int j = 1; j <= b.Length; j++)
            {
                int replaced = edits[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                int best = Math.Min(replaced, 1 + Math.Min(edits[i - 1, j], edits[i, j - 1]));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    best = Math.Min(best, edits[i - 2, j - 2] + 1);

                edits[i, j] = best;
            }
        }

        return edits[a.Length, b.Length];
    }
}
