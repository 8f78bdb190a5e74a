// Adds what the pieces of the columns gave, in their order: one thread a pair.
extern "C" __global__ void gram_total(const double* partial, int pieces, int count, double* total)
{
    i64 pair = place();
    if (pair >= count)
        return;

    double sum = 0.0;
#pragma unroll 8
    for (int piece = 0; piece < pieces; piece++)
        sum = __dadd_rn(sum, partial[(i64)piece * count + pair]);
    total[pair] = sum;
}
