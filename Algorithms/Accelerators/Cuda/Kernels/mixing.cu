// y_r = sum_i a_ri x_i for all r, fused, in the element type, in the order of i: the OUTPUTS results of two columns from registers, each element read once.
__constant__ REAL weights[OUTPUTS * INPUTS];

struct __align__(8) Pair
{
    REAL x, y;
};

extern "C" __global__ void __launch_bounds__(256) mixing(const REAL* rows, i64 stride, i64 length, REAL* mixed, i64 mixed_stride)
{
    i64 c = 2 * place();
    if (c >= length)
        return;

    Pair x[INPUTS];
#pragma unroll
    for (int i = 0; i < INPUTS; i++)
        x[i] = *(const Pair*)(rows + i * stride + c);
#pragma unroll
    for (int r = 0; r < OUTPUTS; r++)
    {
        Pair y;
        y.x = 0;
        y.y = 0;
#pragma unroll
        for (int i = 0; i < INPUTS; i++)
        {
            y.x = fused(weights[r * INPUTS + i], x[i].x, y.x);
            y.y = fused(weights[r * INPUTS + i], x[i].y, y.y);
        }

        *(Pair*)(mixed + r * mixed_stride + c) = y;
    }
}
