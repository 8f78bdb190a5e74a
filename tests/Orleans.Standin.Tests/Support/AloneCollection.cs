using Xunit;

namespace Orleans.Standin.Tests.Support;

/// <summary>Tests that need the machine for themselves, since they wait for time to pass in other processes, or load it.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}
