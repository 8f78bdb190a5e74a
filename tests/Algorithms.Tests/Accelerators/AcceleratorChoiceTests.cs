using Starling.Algorithms.Accelerators;
using Starling.Algorithms.Accelerators.Cuda;
using Starling.Algorithms.Errors;
using Xunit;

namespace Starling.Algorithms.Tests.Accelerators;

public sealed class AcceleratorChoiceTests
{
    [Fact]
    public void None_is_the_processor_and_one_line_says_so()
    {
        List<string> lines = [];

        Assert.Null(AcceleratorChoice.Open(AcceleratorKind.None, lines.Add));
        Assert.Contains("processor", Assert.Single(lines), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_device_one_line_says_why()
    {
        Assert.SkipWhen(HasDevice(), "There is a CUDA device on this machine.");
        List<string> lines = [];

        Assert.Null(AcceleratorChoice.Open(AcceleratorKind.Auto, lines.Add));
        Assert.StartsWith("Aggregation runs on the processor: ", Assert.Single(lines), StringComparison.Ordinal);
    }

    [Fact]
    public void A_device_that_was_asked_for_and_is_missing_is_an_error()
    {
        Assert.SkipWhen(HasDevice(), "There is a CUDA device on this machine.");

        var exception = Assert.Throws<StarlingException>(() => AcceleratorChoice.Open(AcceleratorKind.Cuda, _ => { }));
        Assert.Equal(ErrorCatalog.NoAccelerator, exception.Error);
    }

    [Theory]
    [InlineData(20, 1 << 20, true)]
    [InlineData(4, 1 << 18, true)]
    [InlineData(4, (1 << 18) - 1, false)]
    [InlineData(3, 1 << 24, false)]
    public void Little_work_stays_with_the_processor(int count, int length, bool isWorth) =>
        Assert.Equal(isWorth, AcceleratorPolicy.IsWorth<float>(count, length));

    private static bool HasDevice()
    {
        using CudaDevice? device = CudaDevice.TryOpen(0, out _);
        return device is not null;
    }
}
