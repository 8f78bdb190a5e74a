using Starling.Algorithms.Data;
using Starling.Algorithms.Errors;
using Xunit;

namespace Starling.Algorithms.Tests.Data.Readers;

public class LabelEncodingTests
{
    [Theory]
    [InlineData(new double[] { -1, 1, 1 }, 0, new[] { 0, 1, 1 }, 2)]
    [InlineData(new double[] { -1, -1 }, 2, new[] { 0, 0 }, 2)]
    [InlineData(new double[] { 0, 1, 0 }, 0, new[] { 0, 1, 0 }, 2)]
    [InlineData(new double[] { 1, 1 }, 2, new[] { 1, 1 }, 2)]
    [InlineData(new double[] { 2, 0, 1 }, 0, new[] { 2, 0, 1 }, 3)]
    [InlineData(new double[] { 3, 1, 2 }, 0, new[] { 2, 0, 1 }, 3)]
    [InlineData(new double[] { 3, 1, 2 }, 3, new[] { 2, 0, 1 }, 3)]
    [InlineData(new double[] { 3, 1, 2 }, 4, new[] { 3, 1, 2 }, 4)]
    [InlineData(new double[] { 0, 0 }, 0, new[] { 0, 0 }, 2)]
    public void The_three_ways_to_write_labels_are_told_apart(double[] labels, int classCount, int[] expected, int expectedCount)
    {
        FileLabels file = File(labels);
        LabelEncoding encoding = LabelEncoding.Infer(file, classCount);
        Assert.Equal(expectedCount, encoding.ClassCount);
        Assert.Equal(expected, encoding.Encode(file));
    }

    [Fact]
    public void A_test_file_is_read_in_the_way_of_the_training_file()
    {
        LabelEncoding signed = LabelEncoding.Infer(File(-1, 1), 0);
        Assert.Equal([1, 1], signed.Encode(File(1, 1)));
        DataAssert.Refused(ErrorCatalog.LabelOutOfRange, () => signed.Encode(File(1, 0)), "line 20", "label 0", "-1 and +1");

        LabelEncoding fromOne = LabelEncoding.Infer(File(1, 2, 3), 0);
        DataAssert.Refused(ErrorCatalog.LabelOutOfRange, () => fromOne.Encode(File(0)), "label 0", "1 to 3");
    }

    [Fact]
    public void Labels_that_are_no_classes_are_refused_with_their_line()
    {
        DataAssert.Refused(ErrorCatalog.LabelOutOfRange, () => LabelEncoding.Infer(File(0, 24.5), 0), "line 20", "24.5", "whole numbers");
        DataAssert.Refused(ErrorCatalog.LabelOutOfRange, () => LabelEncoding.Infer(File(0, 1, -2), 3), "line 30", "-2");
        DataAssert.Refused(ErrorCatalog.LabelOutOfRange, () => LabelEncoding.Infer(File(0, 1e9), 0), "line 20", "1000000001 classes");
        LabelEncoding ten = LabelEncoding.Infer(File(0, 10), 10);
        DataAssert.Refused(ErrorCatalog.LabelOutOfRange, () => ten.Encode(File(0, 10)), "line 20", "0 to 9");
        LabelEncoding two = LabelEncoding.Infer(File(-1, 0, 1), 0);
        DataAssert.Refused(ErrorCatalog.LabelOutOfRange, () => two.Encode(File(-1, 0, 1)), "line 20", "label 0");
    }

    private static FileLabels File(params double[] labels) => new("some.file", labels, [.. labels.Select((_, i) => 10 * (i + 1))]);
}
