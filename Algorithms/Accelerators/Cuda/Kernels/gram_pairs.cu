// Inner products of any number of vectors of floats or doubles: a thread for each pair, lane and piece of the columns. Bits as in gram_tile; doubles have
// four lanes, which are the four sums, and no bounds. Every element is read for every pair, from the caches.
#define COLUMNS 512
#define PIECE 131072
#define LANES (sizeof(REAL) == 4 ? 8 : 4)
#define BLOCKS_PER_PIECE (PIECE / COLUMNS + 1)
#define STEP (64 / (int)sizeof(REAL))

struct Piece
{
    i64 start;
    int count;
    int whole;
    int fulls;
    int blocks;
};

static __device__ __forceinline__ Piece piece_of(i64 index, i64 length)
{
    Piece piece;
    piece.start = index * PIECE;
    piece.count = (int)min((i64)PIECE, length - piece.start);
    piece.whole = piece.count / STEP * STEP;
    piece.fulls = (piece.whole + COLUMNS - 1) / COLUMNS;
    piece.blocks = piece.fulls + (piece.whole < piece.count ? 1 : 0);
    return piece;
}

static __device__ __forceinline__ void block_of(const Piece& piece, int block, int* begin, int* columns)
{
    *begin = block < piece.fulls ? block * COLUMNS : piece.whole;
    *columns = block < piece.fulls ? min(COLUMNS, piece.whole - block * COLUMNS) : piece.count - piece.whole;
}

// marks[piece][block] = 1 where the squared norm of a row leaves the bounds within which floats do; eight threads a block of 512 columns and a row.
extern "C" __global__ void gram_bounds(const float* rows, i64 stride, i64 length, int count, unsigned char* marks)
{
    i64 item = place() / 8;
    int lane = threadIdx.x % 8;
    i64 row = item % count;
    i64 block = item / count;
    i64 index = block / BLOCKS_PER_PIECE;
    bool is_there = index * PIECE < length;
    float own = 0.0f;
    u32 bits = 0;
    if (is_there)
    {
        Piece piece = piece_of(index, length);
        int within = (int)(block % BLOCKS_PER_PIECE);
        if (within < piece.blocks)
        {
            int begin, columns;
            block_of(piece, within, &begin, &columns);
            const float* x = rows + row * stride + piece.start + begin;
            for (int c = lane; c < columns; c += 8)
            {
                own = __fmaf_rn(x[c], x[c], own);
                bits |= __float_as_uint(x[c]);
            }
        }
    }

    double four = __dadd_rn((double)own, (double)__shfl_xor_sync(0xFFFFFFFFu, own, 4));
    double two = __dadd_rn(four, __shfl_xor_sync(0xFFFFFFFFu, four, 1));
    double square = __dadd_rn(two, __shfl_xor_sync(0xFFFFFFFFu, two, 2));
    for (int step = 1; step < 8; step *= 2)
        bits |= __shfl_xor_sync(0xFFFFFFFFu, bits, step);
    if (is_there && lane == 0 && (!(square <= 0x1p120) || (square < 0x1p-100 && bits != 0)))
        marks[block] = 1;
}

extern "C" __global__ void gram_pairs(const REAL* rows, i64 stride, i64 length, int count, const unsigned char* marks, double* partial)
{
    int pair_count = count * (count + 1) / 2;
    i64 item = place() / LANES;
    int lane = threadIdx.x % LANES;
    i64 index = item / pair_count;
    bool is_there = index * PIECE < length;

    // Every thread stays to the end: the lanes of a pair exchange what they have, and do so without the others of the warp.
    u32 together = (LANES == 8 ? 0xFFu : 0xFu) << (threadIdx.x % 32 / LANES * LANES);
    Piece piece = piece_of(is_there ? index : 0, length);
    int pair = (int)(item % pair_count);
    int i = 0;
    int rest = pair;
    while (rest >= count - i)
    {
        rest -= count - i;
        i++;
    }

    const REAL* xs = rows + i * stride + piece.start;
    const REAL* ys = rows + (i + rest) * stride + piece.start;
    double sum = 0.0;
    for (int block = 0; block < piece.blocks; block++)
    {
        int begin, columns;
        block_of(piece, block, &begin, &columns);
        const REAL* x = xs + begin;
        const REAL* y = ys + begin;
        bool is_marked = sizeof(REAL) == 4 && marks[(is_there ? index : 0) * BLOCKS_PER_PIECE + block] != 0;
        REAL own = 0;
        for (int c = lane; c < columns; c += LANES)
            own = fused(x[c], y[c], own);
        double folded = sizeof(REAL) == 4 ? __dadd_rn((double)own, (double)__shfl_xor_sync(together, own, 4)) : (double)own;
        if (!is_marked)
        {
            sum = __dadd_rn(sum, folded);
            continue;
        }

        for (int part = 0; part < columns; part += 128)
        {
            double wide = 0.0;
            int end = min(columns, part + 128);
            for (int c = part + lane % 4; c < end; c += 4)
                wide = __fma_rn((double)x[c], (double)y[c], wide);
            sum = __dadd_rn(sum, wide);
        }
    }

    double even = __dadd_rn(sum, __shfl_xor_sync(together, sum, 2));
    double all = __dadd_rn(even, __shfl_xor_sync(together, even, 1));
    if (is_there && lane == 0)
        partial[index * pair_count + pair] = __dadd_rn(0.0, all);
}
