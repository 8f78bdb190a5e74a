using System.Globalization;
using Starling.Algorithms.Data;
using Starling.Cli.Hosting;

namespace Starling.Cli.Display;

/// <summary>
/// Shows downloads of data on standard error, so that standard output stays what was asked for: a bar on a terminal, else a
/// line per file.
/// </summary>
internal sealed class DownloadDisplay(ICliHost host, bool quiet) : IProgress<DownloadProgress>, IDisposable
{
    private const int BarWidth = 28;
    private static readonly TimeSpan Redraw = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private string? _file;
    private long _drawn;
    private int _length;

    /// <inheritdoc/>
    public void Report(DownloadProgress value)
    {
        if (quiet)
            return;

        lock (_lock)
        {
            bool isNew = value.File != _file;
            if (!host.IsInteractive)
            {
                if (isNew)
                    host.Error.WriteLine($"Fetching {value.File}{(value.Total is { } total ? $" ({Units.Bytes(total)})" : "")}");
            }
            else if (isNew || value.Received == value.Total || host.Time.GetElapsedTime(_drawn) >= Redraw)
            {
                Draw(value);
            }

            _file = value.File;
        }
    }

    /// <summary>Removes the bar.</summary>
    public void Dispose()
    {
        if (_length > 0)
            host.Error.Write($"\r{new string(' ', _length)}\r");
    }

    private void Draw(DownloadProgress value)
    {
        bool unicode = host.Console.Profile.Capabilities.Unicode;
        string line = $"  Fetching {value.File}  ";
        if (value.Total is { } total and > 0)
        {
            (string full, string empty) = Bars.Line((double)value.Received / total, BarWidth, unicode);
            line += $"{full}{empty}  ";
        }

        line += Units.Bytes(value.Received);
        if (value.Total is { } size)
            line += string.Create(CultureInfo.InvariantCulture, $" of {Units.Bytes(size)}");

        // A line that wraps cannot be redrawn in place.
        line = line[..Math.Min(line.Length, Math.Max(10, host.Console.Profile.Width - 1))];
        host.Error.Write($"\r{line.PadRight(_length)}");
        host.Error.Flush();
        _length = line.Length;
        _drawn = host.Time.GetTimestamp();
    }
}
