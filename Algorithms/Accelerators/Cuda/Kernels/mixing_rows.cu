// y_r = sum_i a_ri x_i of any number of rows: eight results of a column at a time, the elements read from the caches again for the next eight.
#define TOGETHER 8

extern "C" __global__ void __launch_bounds__(256) mixing_rows(
    const REAL* rows, i64 stride, i64 length, const REAL* weights, int inputs, int outputs, REAL* mixed, i64 mixed_stride)
{
    i64 c = place();
    if (c >= length)
        return;

    for (int r = 0; r < outputs; r += TOGETHER)
    {
        REAL y[TOGETHER];
#pragma unroll
        for (int k = 0; k < TOGETHER; k++)
            y[k] = 0;
        for (int i = 0; i < inputs; i++)
        {
            REAL x = rows[i * stride + c];
#pragma unroll
            for (int k = 0; k < TOGETHER; k++)
                y[k] = r + k < outputs ? fused(weights[(r + k) * inputs + i], x, y[k]) : y[k];
        }

#pragma unroll
        for (int k = 0; k < TOGETHER; k++)
        {
            if (r + k < outputs)
                mixed[(r + k) * mixed_stride + c] = y[k];
        }
    }
}
