using Starling.Algorithms.Models;
using Xunit;

namespace Starling.Algorithms.Tests.Models;

public class SoftmaxCrossEntropyTests
{
    [Fact]
    public void EqualLogitsCostTheLogarithmOfTheClasses()
    {
        float[] logits = new float[20];
        double loss = SoftmaxCrossEntropy.LossAndGradient<float>(logits, [3, 9], new double[20]);

        Assert.Equal(2 * Math.Log(10), loss, 1e-15);
        for (int j = 0; j < 10; j++)
        {
            Assert.Equal(j == 3 ? -0.45f : 0.05f, logits[j]);
            Assert.Equal(j == 9 ? -0.45f : 0.05f, logits[10 + j]);
        }
    }

    [Theory]
    [InlineData(1e4)]
    [InlineData(1e30)]
    [InlineData(-1e30)]
    public void LargeLogitsDoNotOverflow(double scale)
    {
        double[] logits = [scale, 2 * scale, 0];
        double loss = SoftmaxCrossEntropy.LossAndGradient<double>(logits, [0], new double[3]);

        Assert.Equal(Math.Abs(scale), loss);
        Assert.Equal(0, logits.Sum());
    }

    [Fact]
    public void ARightAndCertainAnswerCostsWhatIsLeft()
    {
        double[] logits = [0, -40];
        double loss = SoftmaxCrossEntropy.LossAndGradient<double>(logits, [0], new double[2]);

        Assert.InRange(loss, 0, 1e-16);
        Assert.Equal(Math.Exp(-40), logits[1], 1e-30);
        Assert.Equal(-Math.Exp(-40), logits[0], 1e-17);
    }

    [Fact]
    public void TheScoreCountsTheFirstOfTheLargest()
    {
        float[] logits = [1, 1, 0, 0, 2, 2];
        var score = SoftmaxCrossEntropy.Score<float>(logits, [0, 2], new double[6], new ModelScore(10, 5, 7));

        Assert.Equal(6, score.Correct);
        Assert.Equal(9, score.Count);
        Assert.True(score.LossSum > 10);
    }

    [Fact]
    public void NaNLogitsMakeANaNLoss() =>
        Assert.True(double.IsNaN(
            SoftmaxCrossEntropy.LossAndGradient<float>(new[] { 0, float.NaN, 1 }, [0], new double[3])));
}
