// Random dithering of floats or doubles in buckets: norms, levels, and back.

// The squared norm of every bucket: element i goes, fused, into sum i mod 32, and sums l and l + 16, l + 8, ... are added; a warp a bucket.
extern "C" __global__ void bucket_squares(const REAL* x, i64 length, i64 bucket, double* squares, double* largest)
{
    i64 index = place() / 32;
    int lane = threadIdx.x % 32;
    if (index * bucket >= length)
        return;

    const REAL* own = x + index * bucket;
    i64 count = min(bucket, length - index * bucket);
    double sum = 0.0;
    double most = 0.0;
    bool is_finite = true;
#pragma unroll 8
    for (i64 i = lane; i < count; i += 32)
    {
        double value = (double)own[i];
        sum = __fma_rn(value, value, sum);
        most = fmax(most, fabs(value));
        is_finite = is_finite && fabs(value) <= 1.7976931348623157e308;
    }

    for (int half = 16; half > 0; half /= 2)
    {
        sum = __dadd_rn(sum, __shfl_down_sync(0xFFFFFFFFu, sum, half));
        most = fmax(most, __shfl_down_sync(0xFFFFFFFFu, most, half));
    }

    bool all_finite = __ballot_sync(0xFFFFFFFFu, !is_finite) == 0;
    if (lane == 0)
    {
        squares[index] = sum;
        largest[index] = all_finite ? most : -1.0;
    }
}

// levels_i = sign(x_i) (floor(r) + [u < r - floor(r)]), r = s min(1, |x_i| / norm). Buckets of norm 0 take no words of the stream: firsts has the number
// of words before each bucket.
extern "C" __global__ void quantise(
    const REAL* x, i64 length, i64 bucket, const REAL* norms, const i64* firsts, int s,
    u32 key0, u32 key1, u32 purpose, u32 participant, u32 round, i64 position, short* levels)
{
    i64 start = 4 * place();
    Stream stream = { key0, key1, purpose, participant, round, position };
    Words words;
    words.block = -1;
    for (i64 i = start; i < start + 4 && i < length; i++)
    {
        i64 index = i / bucket;
        REAL norm = norms[index];
        int level = 0;
        if (norm != 0)
        {
            i64 within = i - index * bucket;
#if DOUBLE
            double r = __dmul_rn(fmin(__ddiv_rn(fabs(x[i]), norm), 1.0), (double)s);
            double whole = floor(r);
            double u = __dmul_rn((double)(long_word_at(stream, firsts[index] / 2 + within, &words) >> 11), 0x1p-53);
            level = (int)whole + (u < __dsub_rn(r, whole) ? 1 : 0);
#else
            float r = __fmul_rn(fminf(__fdiv_rn(fabsf(x[i]), norm), 1.0f), (float)s);
            float whole = floorf(r);
            float u = __fmul_rn((float)(int)(word_at(stream, firsts[index] + within, &words) >> 1), 0x1p-31f);
            level = (int)whole + (u < __fsub_rn(r, whole) ? 1 : 0);
#endif
        }

        levels[i] = (short)(x[i] < 0 ? -level : level);
    }
}

extern "C" __global__ void dequantise(const short* levels, i64 length, i64 bucket, const REAL* norms, int s, REAL factor, REAL* x)
{
    i64 i = place();
    if (i >= length)
        return;

    REAL norm = norms[i / bucket];
#if DOUBLE
    x[i] = __dmul_rn(__dmul_rn(__ddiv_rn((double)levels[i], (double)s), norm), factor);
#else
    x[i] = __fmul_rn(__fmul_rn(__fdiv_rn((float)levels[i], (float)s), norm), factor);
#endif
}
