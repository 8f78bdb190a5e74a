namespace Orleans.Standin.Tests.Serialization;

internal interface IAnimal
{
    string Name { get; }
}

[GenerateSerializer]
internal class Animal : IAnimal
{
    [Id(0)]
    public string Name { get; set; } = "";
}

[GenerateSerializer]
internal sealed class Dog : Animal
{
    [Id(0)]
    public int Barks { get; set; }
}

[GenerateSerializer, Alias("test.positional")]
internal sealed record Positional(int A, string B)
{
    [Id(0)]
    public int Extra { get; init; }
}

[GenerateSerializer]
internal readonly record struct Point([property: Id(0)] double X, [property: Id(1)] double Y);

[GenerateSerializer]
internal sealed class Box<T>
{
    [Id(0)]
    public T? Value { get; set; }
}

[GenerateSerializer]
internal sealed class Tree
{
    [Id(0)]
    public List<Tree> Children { get; set; } = [];
}

[GenerateSerializer]
internal sealed class ReadOnlyMembers(int value)
{
    [Id(0)]
    public readonly int Field = value;

    [Id(1)]
    public int GetOnly { get; } = value + 1;

    [Id(2)]
    public string? Initialized { get; init; }

    [Id(3)]
    public required string Required { get; init; }

    public string? NotSent { get; set; } = "stays";
}

[GenerateSerializer]
internal sealed class WithDefault
{
    [Id(0)]
    public int Value { get; init; } = -1;
}

internal sealed class Unmarked
{
    [Id(0)]
    public int Value { get; set; }
}

[GenerateSerializer]
internal sealed class OlderVersion
{
    [Id(0)]
    public int A { get; set; }

    [Id(5)]
    public long F { get; set; }
}

[GenerateSerializer]
internal sealed class NewerVersion
{
    [Id(0)]
    public int A { get; set; }

    [Id(1)]
    public string B { get; set; } = "default";

    [Id(2)]
    public List<int> C { get; set; } = [];

    [Id(3)]
    public double D { get; set; }

    [Id(4)]
    public Guid E { get; set; }

    [Id(5)]
    public long F { get; set; }
}

[GenerateSerializer, Immutable]
internal sealed class FrozenThing
{
    [Id(0)]
    public ReadOnlyMemory<byte> Data { get; init; }
}

[GenerateSerializer]
internal sealed class Holder
{
    [Id(0)]
    public FrozenThing? Frozen { get; set; }

    [Id(1)]
    public List<int> Loose { get; set; } = [];

    [Id(2), Immutable]
    public List<int> Promised { get; set; } = [];
}
