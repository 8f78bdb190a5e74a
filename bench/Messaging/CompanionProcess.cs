using System.Diagnostics;
using System.Globalization;
using Starling.Bench.Processes;

namespace Starling.Bench.Messaging;

/// <summary>The process of the <see cref="Companion"/>, as its parent sees it.</summary>
internal sealed class CompanionProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly Process process;

    private CompanionProcess(Process process) => this.process = process;

    /// <summary>The id of the process.</summary>
    public int Id => process.Id;

    /// <summary>The port of its <see cref="PlainServer"/>.</summary>
    public int PlainPort { get; private set; }

    /// <summary>Starts this program again as the companion, and waits until its silo is active.</summary>
    /// <param name="silo">Silo B.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<CompanionProcess> StartAsync(MessagingSilo silo, CancellationToken cancellationToken)
    {
        var companion = new CompanionProcess(Process.Start(ThisProgram.Again(Companion.ArgumentsOf(silo)))!);
        try
        {
            string? line = await companion.process.StandardOutput.ReadLineAsync(cancellationToken);
            if (line?.Split(' ') is not [Companion.Ready, { } port])
                throw new InvalidOperationException($"The second process did not start its silo: {line ?? "it ended"}.");

            companion.PlainPort = int.Parse(port, CultureInfo.InvariantCulture);
            return companion;
        }
        catch
        {
            await companion.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        using var late = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(late.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
        }

        process.Dispose();
    }
}
