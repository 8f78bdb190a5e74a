using System.Text.RegularExpressions;
using System.Xml.Linq;
using Starling.TestSupport;
using Xunit;

namespace Starling.Architecture.Tests;

/// <summary>Dependencies between rooms point one way (docs/architecture.md).</summary>
public sealed partial class DependencyTests
{
    /// <summary>Every room and the rooms that it may know. A room that is missing here fails the test until somebody decides.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Algorithms"] = [],
        ["GrainInterfaces"] = [],
        ["Grains"] = ["Algorithms", "GrainInterfaces"],
        ["Silo"] = ["Grains"],
        ["Client"] = ["Algorithms", "GrainInterfaces"],
        ["Client/Cli"] = ["Client", "Dashboard", "Silo"],
        ["Dashboard"] = ["Client"],
        ["Orleans.Standin"] = [],
        ["samples/Console"] = ["Client"],
    };

    public static TheoryData<string> Rooms => [.. Projects().Select(project => RoomOf(project)).Where(IsProduct)];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void A_room_references_only_the_rooms_below_it(string room)
    {
        Assert.True(Allowed.ContainsKey(room), $"Room '{room}' has no entry in the table of allowed dependencies.");
        Assert.Empty(References(room).Except(Allowed[room]));
    }

    [Fact]
    public void Algorithms_knows_no_engine_no_network_and_no_host()
    {
        string[] packages = [.. Load("Algorithms").Descendants("PackageReference").Select(item => (string)item.Attribute("Include")!)];

        Assert.Empty(packages.Except(["CsvHelper", "System.Numerics.Tensors"]));
        Assert.Empty(Load("Algorithms").Descendants("OrleansRole"));
        Assert.DoesNotContain(Sources("Algorithms"), file => EngineWords().IsMatch(File.ReadAllText(file)));
    }

    [Fact]
    public void Only_the_build_files_know_which_engine_is_in_use()
    {
        string[] offenders =
        [
            .. Projects().Select(RoomOf).Where(room => IsProduct(room) && room != "Orleans.Standin")
                .SelectMany(Sources)
                .Where(file => StandinWords().IsMatch(File.ReadAllText(file))),
        ];

        Assert.Empty(offenders);
    }

    [Fact]
    public void No_project_names_the_engine_itself()
    {
        foreach (string room in Projects().Select(RoomOf).Where(IsProduct))
        {
            Assert.DoesNotContain(Load(room).Descendants("ProjectReference"), item => ((string)item.Attribute("Include")!).Contains("Orleans.Standin", StringComparison.Ordinal));
            Assert.DoesNotContain(Load(room).Descendants("PackageReference"), item => ((string)item.Attribute("Include")!).StartsWith("Microsoft.Orleans", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        string solution = File.ReadAllText(Repository.PathOf("cluster.sln"));

        Assert.All(Projects(), project => Assert.Contains(project.Replace('/', '\\'), solution, StringComparison.Ordinal));
    }

    [Fact]
    public void Grain_interfaces_have_no_behaviour_of_grains()
    {
        Assert.DoesNotContain(Sources("GrainInterfaces"), file => File.ReadAllText(file).Contains(": Grain,", StringComparison.Ordinal));
    }

    private static IEnumerable<string> Projects() =>
        Directory.EnumerateFiles(Repository.Root, "*.csproj", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/'))
            .Where(path => !path.StartsWith("artifacts/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    private static string RoomOf(string project) => project[..project.LastIndexOf('/')];

    private static bool IsProduct(string room) =>
        !room.StartsWith("tests/", StringComparison.Ordinal) && room != "bench" && !room.StartsWith("bench/", StringComparison.Ordinal);

    private static XDocument Load(string room) =>
        XDocument.Load(Projects().Where(project => RoomOf(project) == room).Select(project => Repository.PathOf(project)).Single());

    private static IEnumerable<string> References(string room) =>
        Load(room).Descendants("ProjectReference")
            .Select(item => Path.GetFullPath(Path.Combine(Repository.Root, room, (string)item.Attribute("Include")!)))
            .Select(path => Path.GetRelativePath(Repository.Root, Path.GetDirectoryName(path)!).Replace('\\', '/'));

    private static IEnumerable<string> Sources(string room) =>
        Directory.EnumerateFiles(Repository.PathOf(room), "*.cs", SearchOption.AllDirectories)
            .Where(file => !BuildOutput().IsMatch(file));

    [GeneratedRegex(@"[\\/](bin|obj)[\\/]")]
    private static partial Regex BuildOutput();

    [GeneratedRegex(@"\busing Orleans\b|\bnamespace Orleans\b|\bGenerateSerializer\b")]
    private static partial Regex EngineWords();

    [GeneratedRegex(@"Orleans\.Standin|#if .*(?:STANDIN|ORLEANS)", RegexOptions.IgnoreCase)]
    private static partial Regex StandinWords();
}
