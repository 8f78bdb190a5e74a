using Starling.Algorithms.Data;

namespace Starling.Algorithms.Tests.Data.Locating;

/// <summary>An environment inside one folder.</summary>
internal sealed class FakeEnvironment(string root, string? variable = null) : IDataEnvironment
{
    public string CurrentDirectory { get; } = Path.Combine(root, "work");

    public string? CacheDirectory { get; init; } = Path.Combine(root, "cache");

    public string? Variable(string name) => name == DataLocator.VariableName ? variable : null;
}
