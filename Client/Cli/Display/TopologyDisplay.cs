using System.Globalization;
using System.Text.Json.Nodes;
using Spectre.Console;
using Starling.Algorithms.Topology;
using Starling.Algorithms.Topology.Rates;
using Starling.Cli.Hosting;
using Starling.Cli.Topologies;
using Starling.Client.Results;

namespace Starling.Cli.Display;

/// <summary>A graph, what its edges are worth, and how it looks: the answer of <c>starling topology</c>.</summary>
internal sealed class TopologyDisplay(ICliHost host, TopologyStudy study, string? picture)
{
    private const int Few = 4;
    private const int CanvasHeight = 16;
    private const int Margin = 2;

    /// <summary>For a person: a drawing, the facts, rates of some edges or all.</summary>
    public void Show(bool all)
    {
        if (study.Graph.NodeCount <= GraphCanvas.MostNodes && study.Graph.EdgeCount <= GraphCanvas.MostEdges)
            ShowDrawing();
        FactList.Write(host, Facts());
        if (all || study.Optimised is { IsUniform: false })
            ShowRates(all);
    }

    /// <summary>For programs: everything as one JSON object on a line.</summary>
    public void ShowJson()
    {
        int[] degrees = [.. study.Degrees];
        var edges = new JsonArray();
        for (int e = 0; e < study.Graph.EdgeCount; e++)
            edges.Add(new JsonArray(study.Graph.Edges[e].I, study.Graph.Edges[e].J, study.Rates.Rates[e]));
        var result = new JsonObject
        {
            ["graph"] = TopologyParts.Write(study.Options),
            ["nodes"] = study.Graph.NodeCount,
            ["seed"] = study.Seed,
            ["edgeCount"] = study.Graph.EdgeCount,
            ["degree"] = new JsonObject { ["least"] = degrees.Min(), ["mean"] = degrees.Average(), ["most"] = degrees.Max() },
            ["diameter"] = study.Diameter,
            ["unitRates"] = new JsonObject
            {
                ["lambda2"] = study.Spectrum.LambdaTwo,
                ["lambdaMax"] = study.Spectrum.LambdaMax,
                ["chi"] = study.Spectrum.Condition,
                ["chi1"] = study.Spectrum.Chi1,
                ["chi2"] = study.Spectrum.Chi2,
            },
            ["uniform"] = Json(study.Uniform),
            ["metropolisRho"] = study.Rho,
        };
        if (study.Optimised is { } optimised)
        {
            JsonObject rates = Json(optimised.Rates);
            rates["isUniform"] = optimised.IsUniform;
            rates["gain"] = optimised.Gain;
            rates["lowerBound"] = optimised.LowerBound;
            rates["certifiedGap"] = optimised.Gap;
            result["optimised"] = rates;
        }

        result["edges"] = edges;
        if (picture is not null)
            result["picture"] = picture;
        host.Output.WriteLine(result.ToJsonString(ResultJson.Line));
    }

    private static JsonObject Json(EdgeRates rates) => new()
    {
        ["total"] = rates.Total,
        ["smallest"] = rates.Smallest,
        ["largest"] = rates.Largest,
        ["chi1"] = rates.Chi1,
        ["chi2"] = rates.Chi2,
    };

    private IEnumerable<(string Name, string Value)> Facts()
    {
        Graph graph = study.Graph;
        int least = study.Degrees.Min();
        int most = study.Degrees.Max();
        string seed = study.Options.IsRandom ? Text($", seed {study.Seed}") : "";
        string degrees = least == most ? Text($"{least}") : Text($"{least} to {most}, mean {study.Degrees.Average():0.##}");
        yield return ("Graph", Text($"{study.Kind}, {graph.NodeCount:N0} nodes{seed}"));
        yield return ("Edges", Text($"{graph.EdgeCount:N0}; degrees {degrees}; diameter {study.Diameter}"));
        yield return ("Spectrum", Text($"lambda_2 {study.Spectrum.LambdaTwo:G7}, lambda_max {study.Spectrum.LambdaMax:G7}, chi {study.Spectrum.Condition:G7}"));
        yield return ("Unit rates", Text($"chi1 {study.Spectrum.Chi1:G7}, chi2 {study.Spectrum.Chi2:G7}"));
        yield return ("Uniform", Totals(study.Uniform));
        yield return ("", Constants(study.Uniform));
        if (study.Optimised is { } optimised)
        {
            yield return ("Optimised", Totals(optimised.Rates));
            yield return ("", Constants(optimised.Rates));
            yield return ("", Verdict(optimised));
        }

        yield return ("Mixing", Text($"rho {study.Rho:G7} with Metropolis weights"));
        if (picture is not null)
            yield return ("Picture", picture);
    }

    private static string Totals(EdgeRates rates) => rates.Largest - rates.Smallest <= 1e-9 * rates.Largest
        ? Text($"R = {rates.Total:G7} swaps, lambda {rates.Largest:G7} an edge")
        : Text($"R = {rates.Total:G7} swaps, lambda {rates.Smallest:G4} to {rates.Largest:G4}");

    private static string Constants(EdgeRates rates) => Text($"chi1 {rates.Chi1:G7}, chi2 {rates.Chi2:G7}");

    private static string Verdict(OptimisedRates optimised)
    {
        string gap = Text($"at most {Math.Max(0, optimised.Gap):0.0e+00} above the least possible");
        if (!optimised.IsUniform)
            return Text($"{optimised.Gain * 100:0.00} % less; {gap}");
        return optimised.Rates.Rates.Length > OptimisedRates.MostEdges
            ? Text($"not searched beyond {OptimisedRates.MostEdges} edges; {gap}")
            : $"nothing to gain; {gap}";
    }

    private void ShowDrawing()
    {
        int width = Math.Min(host.Console.Profile.Width - (2 * Margin) - 1, 72);
        host.Output.WriteLine();
        foreach (string line in GraphCanvas.Draw(study.Graph, study.Layout(), width, CanvasHeight, host.Console.Profile.Capabilities.Unicode))
            Write(new string(' ', Margin) + line);
        host.Output.WriteLine();
    }

    // Nodes stand out from the edges on a terminal; a pipe gets the characters alone.
    private void Write(string line)
    {
        if (!host.IsInteractive)
        {
            host.Output.WriteLine(line);
            return;
        }

        var paragraph = new Paragraph();
        foreach (char character in line)
            paragraph.Append(character.ToString(), GraphCanvas.IsNode(character) ? Styles.Accent : Styles.Muted);
        host.Console.Write(paragraph);
        host.Console.WriteLine();
    }

    private void ShowRates(bool all)
    {
        (Edge Edge, double Rate)[] edges = [.. study.Fastest];
        double uniform = study.Uniform.Largest;
        var table = new TextTable("Edge", "Rate", "Against uniform");
        bool cut = !all && edges.Length > 2 * Few;
        for (int place = 0; place < edges.Length; place++)
        {
            if (cut && place >= Few && place < edges.Length - Few)
                continue;
            (Edge edge, double rate) = edges[place];
            table.Add(Text($"{edge.I} {edge.J}"), Text($"{rate:G6}"), Text($"{rate / uniform:0.00}"));
        }

        if (!host.IsInteractive)
            host.Output.WriteLine();
        table.WriteTo(host);
        if (cut)
            host.Output.WriteLine(Text($"The {Few} fastest and the {Few} slowest of {edges.Length:N0} edges; --rates lists all."));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
