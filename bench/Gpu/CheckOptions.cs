using System.Globalization;

namespace Starling.Bench.Gpu;

/// <summary>What the check is asked for.</summary>
internal sealed record CheckOptions
{
    public const string Usage = """
        Starling.Bench.Gpu [--d N] [--n N] [--quick] [--tune] [--verify-only | --time-only] [--self-test-compile] [--verbose]
          --d N                 columns of the timed vectors (default 100000000; fewer where memory is short)
          --n N                 vectors (default 20)
          --quick               verification on a few lengths only, and nothing of full length against the processor
          --tune                times the inner products in several shapes of the kernel
          --verify-only         no timings
          --time-only           nothing but timings
          --self-test-compile   only compiles every kernel for sm_80 and sm_90; needs NVRTC, no device
          --verbose             names every verification, not only those that fail
        Exit codes: 0 all kernels are right, 1 one is wrong, 2 the arguments are, 3 there is no device.
        """;

    public int Columns { get; init; } = 100_000_000;

    public int Vectors { get; init; } = 20;

    public bool IsQuick { get; init; }

    public bool Tunes { get; init; }

    public bool OnlyVerifies { get; init; }

    public bool OnlyTimes { get; init; }

    public bool OnlyCompiles { get; init; }

    public bool IsVerbose { get; init; }

    public bool IsHelp { get; init; }

    public static CheckOptions Parse(string[] arguments)
    {
        var options = new CheckOptions();
        for (int i = 0; i < arguments.Length; i++)
        {
            options = arguments[i] switch
            {
                "--d" => options with { Columns = Number(arguments, ++i, 1_000, 2_000_000_000) },
                "--n" => options with { Vectors = Number(arguments, ++i, 2, 32) },
                "--quick" => options with { IsQuick = true },
                "--tune" => options with { Tunes = true },
                "--verify-only" => options with { OnlyVerifies = true },
                "--time-only" => options with { OnlyTimes = true },
                "--self-test-compile" => options with { OnlyCompiles = true },
                "--verbose" => options with { IsVerbose = true },
                "--help" or "-h" => options with { IsHelp = true },
                _ => throw new FormatException($"'{arguments[i]}' is not known."),
            };
        }

        return options;
    }

    private static int Number(string[] arguments, int i, int least, int most) =>
        i < arguments.Length && int.TryParse(arguments[i], NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most
            ? value
            : throw new FormatException($"{arguments[i - 1]} needs a number from {least} to {most}.");
}
