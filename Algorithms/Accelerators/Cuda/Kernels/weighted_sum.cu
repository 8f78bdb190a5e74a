// sum_k w_k x_k, fused, in double, in the order of k, times a factor, rounded once: four columns a thread.
#define MOST 4096

__constant__ double weights[MOST];
__constant__ int used[MOST];

struct __align__(16) Quad
{
    REAL x, y, z, w;
};

extern "C" __global__ void __launch_bounds__(256) weighted_sum(const REAL* rows, i64 stride, i64 length, int count, double factor, REAL* result)
{
    i64 c = 4 * place();
    if (c >= length)
        return;

    double s0 = 0.0, s1 = 0.0, s2 = 0.0, s3 = 0.0;
#pragma unroll 10
    for (int k = 0; k < count; k++)
    {
        const Quad x = *(const Quad*)(rows + used[k] * stride + c);
        double w = weights[k];
        s0 = __fma_rn(w, (double)x.x, s0);
        s1 = __fma_rn(w, (double)x.y, s1);
        s2 = __fma_rn(w, (double)x.z, s2);
        s3 = __fma_rn(w, (double)x.w, s3);
    }

    // Rows and result have room up to a multiple of 64 elements.
    Quad y;
    rounded(__dmul_rn(s0, factor), &y.x);
    rounded(__dmul_rn(s1, factor), &y.y);
    rounded(__dmul_rn(s2, factor), &y.z);
    rounded(__dmul_rn(s3, factor), &y.w);
    *(Quad*)(result + c) = y;
}
