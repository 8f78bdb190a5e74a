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
            + "trainLoss,updateNorm,iterations",
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

    [Fact]
    public void A_file_is_read_back_to_the_last_bit()
    {
        MetricRow[] rows =
        [
            new() { Round = 1, Seconds = 0.1 + 0.2, Loss = double.NaN, BytesUp = long.MaxValue, Iterations = 3 },
            new()
            {
                Round = 2, Seconds = 1, Loss = 1.0 / 3, Accuracy = 0.5, TrainLoss = double.Epsilon, UpdateNorm = 1e300, BytesDown = 5, Gradients = 6,
                Communications = 7, GradientNorm = 8, Distance = 9e-15, Consensus = 10, Gap = -1,
            },
        ];
        string text = $"{MetricsCsv.Header}\n{string.Join('\n', rows.Select(MetricsCsv.Row))}\n";

        Assert.Equal(rows, MetricsCsv.Read(new StringReader(text)));
    }

    [Fact]
    public void A_file_of_an_earlier_version_is_read_by_its_names()
    {
        MetricRow row = Assert.Single(MetricsCsv.Read(new StringReader("seconds,round,unheard-of,loss\r\n0.5,3,x,0.25\r\n")));

        Assert.Equal(new MetricRow { Round = 3, Seconds = 0.5, Loss = 0.25 }, row);
    }

    [Theory]
    [InlineData("", "line 1 is not a header with a column 'round'")]
    [InlineData("a,b\n1,2\n", "line 1 is not a header with a column 'round'")]
    [InlineData("round,loss\n1,2\n3\n", "line 3 has 1 cells where the header has 2")]
    [InlineData("round,loss\n1,much\n", "line 2 has 'much' in the column loss, which is not a number")]
    [InlineData("round,loss\n-1,2\n", "line 2 has '-1' in the column round, which is not a whole number")]
    public void What_is_no_such_file_is_refused_by_its_line(string text, string expected) =>
        Assert.Equal(expected, Assert.Throws<FormatException>(() => MetricsCsv.Read(new StringReader(text))).Message);

    private static Dictionary<string, string> Read(MetricRow row)
    {
        string[] cells = MetricsCsv.Row(row).Split(',');
        Assert.Equal(MetricsCsv.Columns.Count, cells.Length);
        return MetricsCsv.Columns.Zip(cells).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
    }

    private static double Number(string cell) => double.Parse(cell, CultureInfo.InvariantCulture);
}
