using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.RegularExpressions;
using Starling.Algorithms.Options;
using Starling.Algorithms.Runs;
using Xunit;

namespace Starling.Algorithms.Tests.Runs;

/// <summary>What every part of every table must keep to, so that job files, messages and the schema can do without code of its own.</summary>
public sealed partial class PartTableTests
{
    public static TheoryData<string> Parts =>
        [.. RunParts.Tables.All.SelectMany(table => table.Entries.Select(entry => $"{table.BaseType.Name} {entry.Kind}"))];

    [Theory]
    [MemberData(nameof(Parts))]
    public void A_part_is_a_sealed_record_under_a_name_of_its_own(string part)
    {
        (IPartTable table, PartEntry entry) = Find(part);

        Assert.Matches(KindForm(), entry.Kind);
        Assert.NotEmpty(entry.Summary);
        Assert.True(entry.OptionsType.IsSealed && entry.OptionsType.IsSubclassOf(table.BaseType));
        Assert.Single(table.Entries, other => other.Kind == entry.Kind);
        Assert.Single(RunParts.Tables.All.SelectMany(any => any.Entries), other => other.OptionsType == entry.OptionsType);
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public void Every_field_is_documented_and_none_is_called_kind(string part) =>
        Assert.All(OptionsShape.Of(Find(part).Entry.OptionsType).Properties, field =>
        {
            Assert.NotEqual("kind", field.Name);
            Assert.False(string.IsNullOrEmpty(XmlDocumentation.Summary(field.Property)), field.Name);
        });

    [Theory]
    [MemberData(nameof(Parts))]
    public void Every_number_has_a_range(string part) =>
        Assert.All(
            OptionsShape.Of(Find(part).Entry.OptionsType).Properties.Where(field => field.Type.Form is OptionsForm.Integer or OptionsForm.Number),
            field => Assert.NotNull(field.Property.GetCustomAttribute<RangeAttribute>()));

    [Theory]
    [MemberData(nameof(Parts))]
    public void The_defaults_are_valid_and_come_back_from_what_is_written(string part)
    {
        PartEntry entry = Find(part).Entry;
        var shape = OptionsShape.Of(entry.OptionsType);
        if (shape.Properties.Any(field => field.IsRequired))
            return;

        var options = (PartOptions)shape.CreateInstance();
        Assert.Empty(options.Check());
        OptionsMap written = OptionsWriter.Write<object>(options, RunParts.Tables);
        Assert.Equal(entry.Kind, Assert.IsType<OptionsScalar>(written.Fields[0].Value).Text);
    }

    private static (IPartTable Table, PartEntry Entry) Find(string part) => RunParts.Tables.All
        .SelectMany(table => table.Entries.Select(entry => (table, entry)))
        .Single(found => $"{found.table.BaseType.Name} {found.entry.Kind}" == part);

    [GeneratedRegex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex KindForm();
}
