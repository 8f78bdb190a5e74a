using System.Text.Json.Nodes;
using Starling.Algorithms.Compression;
using Starling.Algorithms.Options;
using Starling.Algorithms.Runs;
using Starling.Client.Jobs;
using Starling.TestSupport;
using Xunit;

namespace Starling.Client.Tests.Jobs;

public sealed class JobSchemaTests
{
    private static readonly JsonObject Schema = JsonNode.Parse(JobSchema.Generate())!.AsObject();

    [Fact]
    public void The_schema_under_docs_is_current() => Assert.True(
        File.ReadAllText(Repository.PathOf("docs", "job.schema.json")) == JobSchema.Generate(),
        "docs/job.schema.json is not what the code gives; write it again with: ./starling schema > docs/job.schema.json");

    [Fact]
    public void A_field_has_its_description_type_range_and_default() => AssertJson(
        """
        {
          "description": "q, the share of the workers that take part in a round.",
          "type": "number", "exclusiveMinimum": 0, "maximum": 1, "default": 1
        }
        """, Schema["properties"]!["workers"]!["properties"]!["participation"]);

    [Fact]
    public void A_choice_has_its_names_and_what_they_mean() => AssertJson(
        """
        [
          { "const": "uniform", "description": "Every update counts the same: w_i = 1." },
          { "const": "samples", "description": "An update counts as much as its worker has samples: w_i = n_i." }
        ]
        """, Schema["$defs"]!["aggregation.mean"]!["properties"]!["weighting"]!["oneOf"]);

    [Fact]
    public void A_part_is_a_bare_kind_or_a_map_of_that_kind()
    {
        string[] kinds = [.. CompressorTable.All.Entries.Select(entry => entry.Kind)];
        AssertJson(
            $$"""
            [
              { "description": "A kind with all its defaults.", "enum": [{{string.Join(", ", kinds.Select(kind => $"\"{kind}\""))}}] },
              {{string.Join(", ", kinds.Select(kind => $$"""{ "$ref": "#/$defs/compressor.{{kind}}" }"""))}}
            ]
            """, Schema["$defs"]!["compressor"]!["oneOf"]);
    }

    [Fact]
    public void One_part_stands_for_a_list_of_parts() => AssertJson(
        """
        [
          { "type": "array", "items": { "$ref": "#/$defs/preAggregation" } },
          { "$ref": "#/$defs/preAggregation" }
        ]
        """, Schema["properties"]!["aggregation"]!["properties"]!["pre"]!["oneOf"]);

    [Fact]
    public void Every_kind_of_every_table_is_there_and_closed() => Assert.All(
        RunParts.Tables.All.SelectMany(table => table.Entries.Select(entry => (table, entry))),
        row =>
        {
            (IPartTable table, PartEntry entry) = row;

            // A name may stand in two tables: natural is a partition and a compressor.
            string name = $"{OptionNames.Camel(table.BaseType.Name[..^"Options".Length])}.{entry.Kind}";
            JsonNode kind = Assert.Single(Schema["$defs"]!.AsObject(), definition => definition.Key == name).Value!;
            Assert.Equal(entry.Kind, (string?)kind["properties"]!["kind"]!["const"]);
            Assert.False((bool)kind["additionalProperties"]!);
            Assert.Contains("kind", kind["required"]!.AsArray().Select(name => (string?)name));
        });

    [Fact]
    public void A_name_is_not_required_since_the_file_has_one() =>
        AssertJson("""["algorithm"]""", Schema["required"]);

    [Fact]
    public void Every_field_is_described() => Assert.All(Schema["properties"]!.AsObject(), field =>
        Assert.True(field.Key == "$schema" || !string.IsNullOrEmpty((string?)field.Value!["description"]), field.Key));

    private static void AssertJson(string expected, JsonNode? actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), actual?.ToJsonString());
}
