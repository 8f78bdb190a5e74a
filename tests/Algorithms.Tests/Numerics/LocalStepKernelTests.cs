using System.Numerics;
using System.Runtime.Intrinsics;
using Starling.Algorithms.Numerics;
using Xunit;

namespace Starling.Algorithms.Tests.Numerics;

public class LocalStepKernelTests
{
    [Fact]
    public void SinglesEqualTheScalarReference() => EqualsReference<float>();

    [Fact]
    public void DoublesEqualTheScalarReference() => EqualsReference<double>();

    [Fact]
    public void EveryRegisterWidthGivesTheSameBits()
    {
        foreach (int length in TestVectors.Lengths)
        {
            Case<float> step = new(length, special: false, new LocalStep<float>(0.1f, 0.7f, 0.01f, 0.3f));
            Assert.Equal(step.Run<ScalarLanes<float>, float>(), step.Run<Lanes512<float>, Vector512<float>>());
            Assert.Equal(step.Run<ScalarLanes<float>, float>(), step.Run<Lanes256<float>, Vector256<float>>());
            Assert.Equal(step.Run<ScalarLanes<float>, float>(), step.Run<Lanes128<float>, Vector128<float>>());
        }
    }

    [Fact]
    public void AbsentTermsAndZeroTermsGiveTheSameBits()
    {
        // Gradients and points of zeros of both signs, and numbers so small that their products vanish.
        float[] signed = [0f, -0f, 1e-30f, -1e-30f, float.Epsilon, -float.Epsilon, 1, -1];
        float[] gradient = [.. signed.SelectMany(_ => signed)];
        float[] point = [.. signed.SelectMany(value => Enumerable.Repeat(value, signed.Length))];
        float[] zeros = new float[gradient.Length];
        float[] negativeZeros = [.. Enumerable.Repeat(-0f, gradient.Length)];
        var step = new LocalStep<float>(1e-20f, 1e-10f, 0, 0);
        float[] absent = [.. point];
        LocalStepKernel.Apply(step, absent, gradient);

        foreach (float[] nothing in new[] { zeros, negativeZeros })
        {
            float[] present = [.. point];
            LocalStepKernel.Apply(step with { WeightDecay = -0f, Prox = -0f }, present, gradient, nothing, nothing);
            Assert.Equal(
                absent.Select(BitConverter.SingleToUInt32Bits), present.Select(BitConverter.SingleToUInt32Bits));
        }
    }

    [Fact]
    public void WithoutExtrasItIsGradientDescent()
    {
        double[] y = [1, 2, 3];
        LocalStepKernel.Apply(new LocalStep<double>(0.5, 1, 0, 0), y, [2, 4, -6]);
        Assert.Equal([0, 0, 6], y);
    }

    [Fact]
    public void WrongShapesAreRefused()
    {
        float[] memory = new float[30];
        var plain = new LocalStep<float>(1, 1, 0, 0);
        var pulled = new LocalStep<float>(1, 1, 0, 1);
        Assert.Throws<ArgumentException>(() => LocalStepKernel.Apply(plain, memory, new float[29]));
        Assert.Throws<ArgumentException>(() => LocalStepKernel.Apply(plain, memory, new float[30], new float[29]));
        Assert.Throws<ArgumentException>(() => LocalStepKernel.Apply(pulled, memory, new float[30]));
        Assert.Throws<ArgumentException>(() => LocalStepKernel.Apply<float>(plain, memory.AsSpan(0, 20), memory.AsSpan(10, 20)));
        Assert.Throws<ArgumentException>(
            () => LocalStepKernel.Apply<float>(pulled, memory.AsSpan(0, 20), new float[20], default, memory.AsSpan(10, 20)));
    }

    private static void EqualsReference<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (int length in TestVectors.Lengths)
        {
            foreach (bool special in new[] { false, true })
            {
                for (int terms = 0; terms < 8; terms++)
                {
                    T decay = (terms & 1) == 0 ? T.Zero : T.CreateTruncating(0.01);
                    T prox = (terms & 2) == 0 ? T.Zero : T.CreateTruncating(0.3);
                    var step = new Case<T>(
                        length, special, new LocalStep<T>(T.CreateTruncating(0.1), T.CreateTruncating(0.7), decay, prox));
                    T[] y = [.. step.Point];
                    LocalStepKernel.Apply(
                        step.Step, y, step.Gradient, (terms & 4) == 0 ? default : step.Correction.AsSpan(), step.Anchor);
                    Assert.Equal(step.Reference(corrects: (terms & 4) != 0), y);
                }
            }
        }
    }

    private sealed class Case<T>(int length, bool special, LocalStep<T> step)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public LocalStep<T> Step { get; } = step;

        public T[] Point { get; } = TestVectors.Normal<T>(length, 1);

        public T[] Gradient { get; } = special ? TestVectors.Special<T>(length, 2) : TestVectors.Normal<T>(length, 2);

        public T[] Correction { get; } = TestVectors.Normal<T>(length, 3);

        public T[] Anchor { get; } = special ? TestVectors.Special<T>(length, 4) : TestVectors.Normal<T>(length, 4);

        public T[] Reference(bool corrects)
        {
            T[] y = [.. Point];
            for (int i = 0; i < y.Length; i++)
            {
                T d = Step.GradientScale * Gradient[i];
                if (!T.IsZero(Step.WeightDecay))
                    d = T.FusedMultiplyAdd(Step.WeightDecay, y[i], d);
                if (corrects)
                    d -= Correction[i];
                if (!T.IsZero(Step.Prox))
                    d = T.FusedMultiplyAdd(Step.Prox, y[i] - Anchor[i], d);
                y[i] = T.FusedMultiplyAdd(-Step.LearningRate, d + T.Zero, y[i]);
            }

            return y;
        }

        public T[] Run<TLanes, TVector>()
            where TLanes : ILanes<TVector, T>
            where TVector : struct
        {
            T[] y = [.. Point];
            int done = LocalStepKernel.Run<TLanes, TVector, T>(Step, y, Gradient, Correction, Anchor, 0);
            LocalStepKernel.Run<ScalarLanes<T>, T, T>(Step, y, Gradient, Correction, Anchor, done);
            return y;
        }
    }
}
