using System.Globalization;
using Starling.Client.Results;
using Starling.GrainInterfaces;
using Xunit;

namespace Starling.Client.Tests.Results;

public sealed class MetricsCsvTests
{
    [Fact]
    public void The_columns_are_the_documented_ones()
    {
        Assert.Equal(
            "round,seconds,loss,accuracy,gradientNorm,gap,distance,consensusDistance,bytesUp,bytesDown,gradients,communications,"
            + "trainLoss,updateNorm",
            MetricsCsv.Header);
    }

    [Fact]
    public void Every_number_comes_back_to_the_last_bit()
    {
        var row = new MetricRow
        {
            Round = 7,
            Seconds = 0.1 + 0.2,
            Loss = 1.0 / 3.0,
            Accuracy = 0.87,
            TrainLoss = double.Epsilon,
            UpdateNorm = 1e300,
            BytesUp = long.MaxValue,
            BytesDown = 2,
            Gradients = 3,
            Communications = 4,
        };

        Dictionary<string, string> cells = Read(row);

        Assert.Equal(row.Seconds, Number(cells["seconds"]));
        Assert.Equal(row.Loss, Number(cells["loss"]));
        Assert.Equal(row.TrainLoss, Number(cells["trainLoss"]));
        Assert.Equal(row.UpdateNorm, Number(cells["updateNorm"]));
        Assert.Equal("0.87", cells["accuracy"]);
        Assert.Equal("7", cells["round"]);
        Assert.Equal("9223372036854775807", cells["bytesUp"]);
        Assert.Equal("4", cells["communications"]);
    }

    [Fact]
    public void What_a_job_does_not_know_is_empty()
    {
        Dictionary<string, string> cells = Read(new MetricRow { Round = 1 });

        Assert.All(
            ["loss", "accuracy", "gradientNorm", "gap", "distance", "consensusDistance", "trainLoss", "updateNorm"],
            name => Assert.Equal("", cells[name]));
    }

    [Fact]
    public void A_diverged_loss_is_written_as_such() => Assert.Equal("NaN", Read(new MetricRow { Loss = double.NaN })["loss"]);

    private static Dictionary<string, string> Read(MetricRow row)
    {
        string[] cells = MetricsCsv.Row(row).Split(',');
        Assert.Equal(MetricsCsv.Columns.Count, cells.Length);
        return MetricsCsv.Columns.Zip(cells).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
    }

    private static double Number(string cell) => double.Parse(cell, CultureInfo.InvariantCulture);
}
