using System.Diagnostics;
using Starling.Algorithms.Tests.Problems;
using Xunit;

namespace Starling.Algorithms.Tests.Models;

/// <summary>Runs <see cref="TrainingBitsTests"/> and <see cref="ProblemBitsTests"/> again in processes that may not use the machine's wider registers.</summary>
public class RegisterWidthTests
{
    [Theory]
    [InlineData("DOTNET_EnableAVX512")]
    [InlineData("DOTNET_EnableAVX2")]
    [InlineData("DOTNET_EnableHWIntrinsic")]
    public async Task NarrowerRegistersGiveTheSameBits(string width)
    {
        string assembly = typeof(RegisterWidthTests).Assembly.Location;
        string host = Environment.ProcessPath!;
        bool isDotnet = Path.GetFileNameWithoutExtension(host) == "dotnet";
        string program = Path.ChangeExtension(assembly, OperatingSystem.IsWindows() ? ".exe" : null);
        var start = new ProcessStartInfo(isDotnet ? host : program)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        string[] arguments =
        [
            .. isDotnet ? [assembly] : Array.Empty<string>(),
            "-class", typeof(TrainingBitsTests).FullName!,
            "-class", typeof(ProblemBitsTests).FullName!,
        ];
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment[width] = "0";

        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(process.ExitCode == 0, output);
        Assert.Contains("Total: 5,", output, StringComparison.Ordinal);
    }
}
