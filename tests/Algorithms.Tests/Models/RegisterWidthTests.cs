using System.Diagnostics;
using Starling.Algorithms.Tests.Compression;
using Starling.Algorithms.Tests.Problems;
using Xunit;

namespace Starling.Algorithms.Tests.Models;

/// <summary>Runs tests of bits again in processes that may not use the machine's wider registers.</summary>
public class RegisterWidthTests
{
    [Theory]
    [InlineData("DOTNET_EnableAVX512", typeof(TrainingBitsTests))]
    [InlineData("DOTNET_EnableAVX512", typeof(CompressionBitsTests))]
    [InlineData("DOTNET_EnableAVX512", typeof(ProblemBitsTests))]
    [InlineData("DOTNET_EnableAVX2", typeof(TrainingBitsTests))]
    [InlineData("DOTNET_EnableAVX2", typeof(CompressionBitsTests))]
    [InlineData("DOTNET_EnableAVX2", typeof(ProblemBitsTests))]
    [InlineData("DOTNET_EnableHWIntrinsic", typeof(TrainingBitsTests))]
    [InlineData("DOTNET_EnableHWIntrinsic", typeof(CompressionBitsTests))]
    [InlineData("DOTNET_EnableHWIntrinsic", typeof(ProblemBitsTests))]
    public async Task NarrowerRegistersGiveTheSameBits(string width, Type tests)
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
        string[] arguments = [.. isDotnet ? [assembly] : Array.Empty<string>(), "-class", tests.FullName!];
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment[width] = "0";

        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(process.ExitCode == 0, output);
        Assert.Matches("Total: [1-9]", output);
    }
}
