using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Options;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Starling.Client.Jobs;

/// <summary>
/// YAML to options and back: one document, with anchors and aliases, without tags and merge keys, which mean nothing in a job.
/// </summary>
public static class OptionsYaml
{
    /// <summary>Deeper nesting than this is no job but an accident or an attack on the stack.</summary>
    private const int DeepestNesting = 64;

    /// <summary>Reads a YAML text. An empty one is an empty map.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="place">Makes a mark of a line and a column.</param>
    /// <param name="node">What it says.</param>
    /// <param name="issue">Why it cannot be read.</param>
    public static bool TryRead(
        string yaml,
        Func<int, int, OptionsMark> place,
        [NotNullWhen(true)] out OptionsNode? node,
        [NotNullWhen(false)] out LocatedIssue? issue)
    {
        try
        {
            node = new Reader(new StrictParser(new Parser(new StringReader(yaml))), place).ReadStream();
            issue = null;
            return true;
        }
        catch (YamlException exception)
        {
            node = null;
            issue = SyntaxIssue(yaml, exception, place);
            return false;
        }
    }

    /// <summary>Options as YAML in block style, lists of single values on one line.</summary>
    public static string Write(OptionsNode node)
    {
        using var text = new StringWriter { NewLine = "\n" };

        // Never folded: the emitter loses tabs where it folds a text in quotes.
        var emitter = new Emitter(text, new EmitterSettings().WithBestWidth(int.MaxValue));
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(null, null, isImplicit: true));
        Write(emitter, node);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return text.ToString();
    }

    private static void Write(Emitter emitter, OptionsNode node)
    {
        switch (node)
        {
            case OptionsMap map:
                MappingStyle mapStyle = map.Fields.IsEmpty ? MappingStyle.Flow : MappingStyle.Block;
                emitter.Emit(new MappingStart(AnchorName.Empty, TagName.Empty, isImplicit: true, mapStyle));
                foreach (OptionsField field in map.Fields)
                {
                    emitter.Emit(new Scalar(field.Name));
                    Write(emitter, field.Value);
                }

                emitter.Emit(new MappingEnd());
                break;
            case OptionsList list:
                SequenceStyle style = list.Items.All(item => item is OptionsScalar) ? SequenceStyle.Flow : SequenceStyle.Block;
                emitter.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, isImplicit: true, style));
                foreach (OptionsNode item in list.Items)
                    Write(emitter, item);

                emitter.Emit(new SequenceEnd());
                break;
            case OptionsScalar scalar:
                ScalarStyle scalarStyle = scalar.Quoted && !IsPlainWord(scalar.Text) ? ScalarStyle.DoubleQuoted : ScalarStyle.Any;
                emitter.Emit(new Scalar(AnchorName.Empty, TagName.Empty, scalar.Text, scalarStyle, isPlainImplicit: true, isQuotedImplicit: true));
                break;
        }
    }

    /// <summary>Whether a text needs no quotes to stay a text, in any version of YAML.</summary>
    private static bool IsPlainWord(string text) =>
        text.Length > 0 && char.IsAsciiLetter(text[0]) && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '/')
        && text.ToLowerInvariant() is not ("true" or "false" or "null" or "yes" or "no" or "on" or "off" or "y" or "n");

    private static LocatedIssue SyntaxIssue(string yaml, YamlException exception, Func<int, int, OptionsMark> place)
    {
        string message = exception.Message.TrimEnd('.') + ".";
        OptionsMark mark = place((int)exception.Start.Line, (int)exception.Start.Column);
        int start = (int)Math.Min(exception.Start.Index, yaml.Length);
        int tab = yaml.IndexOf('\t', start);
        if (tab >= 0 && (tab == start || message.Contains(" tab ", StringComparison.Ordinal)))
        {
            string before = yaml[..tab];
            message = "A tab stands where only spaces may indent.";
            mark = place(before.Count(letter => letter == '\n') + 1, tab - before.LastIndexOf('\n'));
        }

        return new LocatedIssue(ErrorCatalog.JobFileSyntax, string.Empty, message, mark);
    }

    private sealed class Reader(IParser parser, Func<int, int, OptionsMark> place)
    {
        private readonly Dictionary<AnchorName, OptionsNode> anchors = [];

        public OptionsNode ReadStream()
        {
            parser.Consume<StreamStart>();
            if (parser.TryConsume<StreamEnd>(out StreamEnd? end))
                return new OptionsMap([], MarkOf(end));

            parser.Consume<DocumentStart>();
            OptionsNode node = ReadNode(depth: 0);
            parser.Consume<DocumentEnd>();
            if (parser.Accept<DocumentStart>(out DocumentStart? second))
                throw new YamlException(second.Start, second.End, "A job file is one document; a second one begins here");

            parser.Consume<StreamEnd>();
            return node;
        }

        private OptionsNode ReadNode(int depth)
        {
            if (parser.TryConsume<AnchorAlias>(out AnchorAlias? alias))
                return ReadAlias(alias);

            NodeEvent start = parser.Require<NodeEvent>();
            if (!start.Tag.IsEmpty && !start.Tag.IsNonSpecific)
                throw new YamlException(start.Start, start.End, $"The tag {start.Tag} means nothing in a job file");

            if (depth > DeepestNesting)
                throw new YamlException(start.Start, start.End, $"This is nested more than {DeepestNesting} levels deep");

            parser.MoveNext();
            OptionsNode node = start switch
            {
                Scalar scalar => new OptionsScalar(scalar.Value, scalar.Style != ScalarStyle.Plain, MarkOf(scalar)),
                SequenceStart => new OptionsList(ReadItems(depth), MarkOf(start)),
                _ => new OptionsMap(ReadFields(depth), MarkOf(start)),
            };
            if (!start.Anchor.IsEmpty)
                anchors[start.Anchor] = node;

            return node;
        }

        private OptionsNode ReadAlias(AnchorAlias alias) => anchors.TryGetValue(alias.Value, out OptionsNode? node)
            ? node
            : throw new YamlException(alias.Start, alias.End, $"The alias *{alias.Value} stands before the end of its anchor, or has none");

        private ImmutableArray<OptionsNode> ReadItems(int depth)
        {
            var items = ImmutableArray.CreateBuilder<OptionsNode>();
            while (!parser.TryConsume<SequenceEnd>(out _))
                items.Add(ReadNode(depth + 1));

            return items.ToImmutable();
        }

        private ImmutableArray<OptionsField> ReadFields(int depth)
        {
            var fields = ImmutableArray.CreateBuilder<OptionsField>();
            while (!parser.TryConsume<MappingEnd>(out _))
            {
                NodeEvent key = parser.Require<NodeEvent>();
                if (key is not Scalar)
                    throw new YamlException(key.Start, key.End, "A field has a name, not a list or a map for one");

                string name = parser.Consume<Scalar>().Value;
                fields.Add(new OptionsField(name, ReadNode(depth + 1), MarkOf(key)));
            }

            return fields.ToImmutable();
        }

        private OptionsMark MarkOf(ParsingEvent written) => place((int)written.Start.Line, (int)written.Start.Column);
    }

    /// <summary>The parser of YamlDotNet, which fails on some broken texts with other exceptions than its own.</summary>
    private sealed class StrictParser(Parser parser) : IParser
    {
        public ParsingEvent? Current => parser.Current;

        public bool MoveNext()
        {
            Mark last = parser.Current?.End ?? new Mark();
            try
            {
                return parser.MoveNext();
            }
            catch (Exception exception) when (exception is not (YamlException or OutOfMemoryException))
            {
                throw new YamlException(last, last, "What follows is not valid YAML; a bracket, brace or quote may not be closed", exception);
            }
        }
    }
}
