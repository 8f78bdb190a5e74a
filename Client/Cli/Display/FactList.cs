using Spectre.Console;
using Starling.Cli.Hosting;

namespace Starling.Cli.Display;

/// <summary>Names and values, one below the other; the first is the headline.</summary>
internal static class FactList
{
    private const int NameWidth = 12;

    /// <summary>Prints the list.</summary>
    public static void Write(ICliHost host, IEnumerable<(string Name, string Value)> rows)
    {
        if (!host.IsInteractive)
        {
            foreach ((string name, string value) in rows)
                host.Output.WriteLine($"{name,-NameWidth}{value}");
            return;
        }

        var grid = new Grid { Expand = false };
        grid.AddColumn(new GridColumn().NoWrap().Padding(0, 0, 2, 0));
        grid.AddColumn(new GridColumn().Padding(0, 0, 0, 0));
        Style style = new(decoration: Decoration.Bold);
        foreach ((string name, string value) in rows)
        {
            grid.AddRow(new Text(name, style), new Text(value));
            style = Styles.Muted;
        }

        host.Console.WriteLine();
        host.Console.Write(new Padder(grid, new Padding(2, 0, 0, 0)));
        host.Console.WriteLine();
    }
}
