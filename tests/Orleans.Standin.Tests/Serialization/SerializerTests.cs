using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Net;
using Orleans.Concurrency;
using Orleans.Serialization;
using Xunit;

namespace Orleans.Standin.Tests.Serialization;

public sealed class SerializerTests
{
    private static readonly Serializer Serializer = new(references: null);
    private static readonly DeepCopier Copier = new();

    [Fact]
    public void Plain_values_come_back()
    {
        RoundTrip(true);
        RoundTrip((byte)200);
        RoundTrip((sbyte)-7);
        RoundTrip(short.MinValue);
        RoundTrip(ushort.MaxValue);
        RoundTrip('ß');
        RoundTrip(int.MinValue);
        RoundTrip(uint.MaxValue);
        RoundTrip(long.MinValue);
        RoundTrip(ulong.MaxValue);
        RoundTrip(float.NaN);
        RoundTrip(double.Epsilon);
        RoundTrip((Half)1.5);
        RoundTrip(79228162514264337593543950335m);
        RoundTrip(Int128.MinValue);
        RoundTrip(Guid.NewGuid());
        RoundTrip(DateTime.UtcNow);
        RoundTrip(new DateTimeOffset(2026, 2, 28, 1, 2, 3, TimeSpan.FromHours(-5)));
        RoundTrip(TimeSpan.FromDays(-3));
        RoundTrip(new DateOnly(2026, 8, 1));
        RoundTrip(new TimeOnly(23, 59));
        RoundTrip("text with ümlauts and 漢字");
        RoundTrip<string?>(null);
        RoundTrip(new Uri("https://example.org/a?b=c"));
        RoundTrip(new Version(1, 2, 3));
        RoundTrip(IPEndPoint.Parse("127.0.0.1:99"));
        RoundTrip(SiloAddress.New(IPAddress.Loopback, 11111, 17));
        RoundTrip(GrainId.Create("type", "key/with/slashes"));
        RoundTrip<int?>(null);
        RoundTrip<int?>(-5);
        RoundTrip(DayOfWeek.Friday);
        RoundTrip((1, "two", 3.0));
        RoundTrip(Tuple.Create(1, "two"));
        RoundTrip(KeyValuePair.Create("a", 1));
    }

    [Fact]
    public void Collections_come_back()
    {
        RoundTrip<int[]?>([1, -2, int.MaxValue]);
        RoundTrip<int[]?>(null);
        RoundTrip<string?[]>(["a", null]);
        RoundTrip(new List<double> { 1.5, double.NegativeInfinity });
        RoundTrip(new bool[] { true, false });
        RoundTrip(new Queue<int>([3, 1, 2]));
        RoundTrip(new HashSet<string>(StringComparer.Ordinal) { "a", "b" });
        RoundTrip(new ReadOnlyCollection<int>([1, 2]));
        RoundTrip(ImmutableArray.Create("x", "y"));
        RoundTrip(ImmutableList.Create(1, 2, 3));
        RoundTrip(ImmutableHashSet.Create(4, 5));
        RoundTrip(new Dictionary<string, int>(StringComparer.Ordinal) { ["a"] = 1 });
        RoundTrip(ImmutableDictionary<string, string>.Empty.Add("k", "v"));
        Assert.True(RoundTripped(default(ImmutableArray<int>)).IsDefault);
        Assert.Empty(RoundTripped(ImmutableArray<int>.Empty));
    }

    [Fact]
    public void Comparers_of_text_survive_and_others_are_refused()
    {
        var ignoring = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase) { ["A"] = 1 };

        Assert.True(RoundTripped(ignoring).ContainsKey("a"));
        Assert.True(Copier.Copy(ignoring).ContainsKey("a"));
        Assert.Throws<CodecNotFoundException>(() => Serializer.SerializeToArray(new HashSet<string>(StringComparer.InvariantCultureIgnoreCase) { "a" }));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(5_000)]
    [InlineData(3_000_000)]
    public void Bytes_come_back_in_bulk(int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);

        Assert.Equal(bytes, RoundTripped(bytes));
        Assert.Equal(bytes, RoundTripped((ReadOnlyMemory<byte>)bytes).ToArray());
        Assert.Equal(bytes, RoundTripped((Memory<byte>)bytes).ToArray());
        float[] floats = [.. bytes.Take(1000).Select(value => (float)value)];
        Assert.Equal(floats, RoundTripped(floats));
        Assert.InRange(Serializer.SerializeToArray(floats).Length, floats.Length * 4, (floats.Length * 4) + 5);
    }

    [Fact]
    public void Classes_records_and_structs_come_back()
    {
        Animal[] animals = [new Dog { Name = "Rex", Barks = 3 }, new Animal { Name = "cat" }];
        Dog dog = Assert.IsType<Dog>(RoundTripped(animals)[0]);

        Assert.Equal(("Rex", 3), (dog.Name, dog.Barks));
        Assert.Equal(new Positional(1, "two") { Extra = 3 }, RoundTripped(new Positional(1, "two") { Extra = 3 }));
        Assert.Equal(new Point(1, 2), RoundTripped(new Point(1, 2)));
        Assert.Equal(9, RoundTripped(new Immutable<int>(9)).Value);
        Box<List<string>> box = RoundTripped(new Box<List<string>> { Value = ["in"] });
        Assert.Equal(["in"], box.Value);
        Tree tree = RoundTripped(new Tree { Children = [new Tree(), new Tree { Children = [new Tree()] }] });
        Assert.Single(tree.Children[1].Children);
    }

    [Fact]
    public void Members_come_back_whatever_can_be_set()
    {
        ReadOnlyMembers original = new(7) { Initialized = "init", Required = "required" };
        ReadOnlyMembers copy = RoundTripped(original);

        Assert.Equal((7, 8, "init", "required"), (copy.Field, copy.GetOnly, copy.Initialized, copy.Required));
        Assert.Null(copy.NotSent);
        Assert.Equal(-1, RoundTripped(new WithDefault()).Value);
        Assert.Equal(0, RoundTripped(new WithDefault { Value = 0 }).Value);
    }

    [Fact]
    public void Objects_keep_their_type()
    {
        Assert.Equal(5, RoundTripped<object>(5));
        Assert.Equal("text", RoundTripped<object>("text"));
        Assert.Equal([1, 2], Assert.IsType<List<int>>(RoundTripped<object>(new List<int> { 1, 2 })));
        Assert.Equal([1, 2], RoundTripped<IReadOnlyList<int>>(new[] { 1, 2 }));
        Assert.IsType<Dog>(RoundTripped<IAnimal>(new Dog { Name = "a" }));
        Dictionary<string, Box<int>[]> nested = new(StringComparer.Ordinal) { ["a"] = [new Box<int> { Value = 1 }] };
        Assert.Equal(1, Assert.IsType<Dictionary<string, Box<int>[]>>(RoundTripped<object>(nested))["a"][0].Value);
    }

    [Fact]
    public void Types_without_the_attribute_are_refused()
    {
        CodecNotFoundException refused = Assert.Throws<CodecNotFoundException>(() => Serializer.SerializeToArray(new Unmarked()));

        Assert.Contains(nameof(Unmarked), refused.Message, StringComparison.Ordinal);
        Assert.Throws<CodecNotFoundException>(() => Serializer.SerializeToArray<object>(new Unmarked()));
        Assert.Throws<CodecNotFoundException>(() => Copier.Copy(new Box<Unmarked> { Value = new Unmarked() }));
        Assert.Throws<CodecNotFoundException>(() => Serializer.SerializeToArray<IReadOnlyList<int>>([1, 2]));
        Assert.False(Serializer.CanSerialize<Unmarked>());
        Assert.True(Serializer.CanSerialize<Point>());
    }

    [Fact]
    public void Private_types_are_refused_as_generated_code_could_not_see_them() =>
        Assert.Throws<CodecNotFoundException>(() => Serializer.SerializeToArray(new Hidden { Value = 1 }));

    [Fact]
    public void Unknown_members_are_passed_over_and_missing_ones_left_alone()
    {
        byte[] newer = Serializer.SerializeToArray(new NewerVersion { A = 1, B = "b", C = [1, 2], D = 2.5, E = Guid.NewGuid(), F = 7 });
        OlderVersion older = Serializer.Deserialize<OlderVersion>(newer);
        NewerVersion back = Serializer.Deserialize<NewerVersion>(Serializer.SerializeToArray(older));

        Assert.Equal((1, 7L), (older.A, older.F));
        Assert.Equal((1, 7L, "default"), (back.A, back.F, back.B));
    }

    [Fact]
    public void Damaged_bytes_are_refused()
    {
        byte[] bytes = Serializer.SerializeToArray(new Dog { Name = "Rex", Barks = 3 });

        for (int length = 0; length < bytes.Length; length++)
            Assert.ThrowsAny<SerializerException>(() => Serializer.Deserialize<Dog>(bytes[..length]));
        Assert.Throws<SerializerException>(() => Serializer.Deserialize<int[]>([0xFF, 0xFF, 0xFF, 0xFF, 0x07]));
    }

    [Fact]
    public void Values_that_contain_themselves_are_refused()
    {
        var tree = new Tree();
        tree.Children.Add(tree);

        Assert.Throws<SerializerException>(() => Serializer.SerializeToArray(tree));
        Assert.Throws<SerializerException>(() => Copier.Copy(tree));
    }

    [Fact]
    public void Copies_share_what_is_immutable_and_nothing_else()
    {
        var frozen = new FrozenThing { Data = new byte[] { 1 } };
        var holder = new Holder { Frozen = frozen, Loose = [1, 2], Promised = [3] };
        Holder copy = Copier.Copy(holder);

        Assert.NotSame(holder, copy);
        Assert.Same(frozen, copy.Frozen);
        Assert.NotSame(holder.Loose, copy.Loose);
        Assert.Equal(holder.Loose, copy.Loose);
        Assert.Same(holder.Promised, copy.Promised);
    }

    private static void RoundTrip<T>(T value)
    {
        Assert.Equal(value, RoundTripped(value));
        Assert.Equal(value, Copier.Copy(value));
    }

    private static T RoundTripped<T>(T value) => Serializer.Deserialize<T>(Serializer.SerializeToArray(value));

    [GenerateSerializer]
    private sealed class Hidden
    {
        [Id(0)]
        public int Value { get; set; }
    }
}
