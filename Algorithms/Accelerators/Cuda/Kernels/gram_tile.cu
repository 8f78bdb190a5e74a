// The inner products of ROWS vectors of floats with one another, each element read once.
//
// Bits: as on the processor. Of 512 columns the product of column c goes, fused, into lane c mod 8; lanes k and k + 4 are added in double, and that to
// running sum k of the pair; the four sums of 131072 columns are added as (0 + 2) + (1 + 3). So the work of a group of threads is 131072 columns,
// BLOCKS times 512 at a time. A thread has one lane of 512 columns and the pairs of its part, in registers; 4 times 8 lanes fill a warp.
// The lines that name pairs are generated: their variables, the products of each part, and the chunks, 16 pairs of every part at a time: the folded
// lanes of all blocks go through shared memory to one thread a sum, which adds them in the order of the blocks.
#define LANES 8
#define COLUMNS 512
#define PIECE 131072
#define THREADS 128
#define WARPS (THREADS / 32)
#define GROUPS (WARPS / PARTS)
#define BLOCKS (GROUPS * 4)
#define STAGES_PER_BLOCK (COLUMNS / STAGE)
// Eight floats more than the rows, so that the four blocks of a warp meet different banks.
#define BLOCK_PITCH (ROWS * STAGE + 8)
#define QUADS (STAGE / 4)
#define SLOT_PITCH (WARPS * 32 + 8)
#define CHUNK_SUMS (PARTS * 64)

//@TABLES@
static __constant__ unsigned short pairs[PARTS * CHUNK_COUNT * 16] = { PAIRS };

// Where the product of a row with itself is in the first chunk: 16 times the part, and the place.
static __constant__ unsigned short diagonals[ROWS] = { DIAGONALS };

struct Piece
{
    const float* rows;
    i64 stride;
    i64 start;
    int blocks;
    int fulls;
    int whole;
    int count;

    // Where a block begins in the piece: the last few columns that fill no line are a block of their own.
    __device__ __forceinline__ int begin(int block) const { return block < fulls ? block * COLUMNS : whole; }

    __device__ __forceinline__ int columns(int block) const
    {
        return block >= blocks ? 0 : block < fulls ? min(COLUMNS, whole - block * COLUMNS) : count - whole;
    }

    __device__ __forceinline__ const float* at(int row, int block) const { return rows + row * stride + start + begin(block); }
};

static __device__ __forceinline__ void copy_quad(float* shared, const float* source, int bytes)
{
#if __CUDA_ARCH__ >= 800
    u32 address;
    asm("{ .reg .u64 t; cvta.to.shared.u64 t, %1; cvt.u32.u64 %0, t; }" : "=r"(address) : "l"(shared));
    asm volatile("cp.async.cg.shared.global.L2::128B [%0], [%1], 16, %2;" : : "r"(address), "l"(source), "r"(bytes) : "memory");
#else
    for (int i = 0; i < 4; i++)
        shared[i] = 4 * i < bytes ? source[i] : 0.0f;
#endif
}

static __device__ __forceinline__ void commit_copies()
{
#if __CUDA_ARCH__ >= 800
    asm volatile("cp.async.commit_group;" : : : "memory");
#endif
}

static __device__ __forceinline__ void await_copies()
{
#if __CUDA_ARCH__ >= 800
    asm volatile("cp.async.wait_group %0;" : : "n"(BUFFERS - 2) : "memory");
#endif
}

// Asks for STAGE columns of BLOCKS blocks; what is not there is zero, which changes no sum.
static __device__ __forceinline__ void load_stage(const Piece& piece, int stage, int stages, float* buffers)
{
    if (stage < stages)
    {
        float* buffer = buffers + (stage % BUFFERS) * (BLOCKS * BLOCK_PITCH);
        int first = stage / STAGES_PER_BLOCK * BLOCKS;
        int column = threadIdx.x % QUADS * 4;
        int offset = stage % STAGES_PER_BLOCK * STAGE + column;
        bool are_full = (first + BLOCKS) * COLUMNS <= piece.whole;
        const float* start = piece.rows + piece.start + first * COLUMNS + offset;
#pragma unroll
        for (int turn = 0; turn < (BLOCKS * ROWS * QUADS + THREADS - 1) / THREADS; turn++)
        {
            int segment = threadIdx.x / QUADS + turn * (THREADS / QUADS);
            int row = segment % ROWS;
            int own = segment / ROWS;
            if (BLOCKS * ROWS * QUADS % THREADS != 0 && own >= BLOCKS)
                break;

            float* target = buffer + own * BLOCK_PITCH + row * STAGE + column;
            if (are_full)
            {
                copy_quad(target, start + row * piece.stride + own * COLUMNS, 16);
                continue;
            }

            int there = 4 * min(4, max(0, piece.columns(first + own) - offset));
            copy_quad(target, there > 0 ? piece.at(row, first + own) + offset : piece.rows, there);
        }
    }

    commit_copies();
}

// Lanes k and k + 4 of two pairs at once: the lower four threads of eight keep the first pair, the upper four the second.
static __device__ __forceinline__ double fold(float first, float second, bool is_upper)
{
    float other = __shfl_xor_sync(0xFFFFFFFFu, is_upper ? first : second, 4);
    return __dadd_rn((double)(is_upper ? second : first), (double)other);
}

static __device__ __forceinline__ int slot_of(int slot, int group, int part, int lane)
{
    return slot * SLOT_PITCH + (group * PARTS + part) * 32 + lane;
}

// Four running sums of a pair over a block, in double throughout: where a row's products leave the range of floats.
static __device__ double wide_block(const Piece& piece, int block, int i, int j, int k, double sum)
{
    const float* x = piece.at(i, block);
    const float* y = piece.at(j, block);
    int columns = piece.columns(block);
    for (int part = 0; part < columns; part += 128)
    {
        double own = 0.0;
        int end = min(columns, part + 128);
        for (int c = part + k; c < end; c += 4)
            own = __fma_rn((double)x[c], (double)y[c], own);
        sum = __dadd_rn(sum, own);
    }

    return sum;
}

// Marks the blocks in which the squared norm of a row is out of bounds, and not because the row is all zeros there.
static __device__ void check_bounds(const Piece& piece, int first, const double* folds, u32* marked)
{
    int lane = threadIdx.x % 32;
    for (int start = 0; start < BLOCKS * ROWS; start += THREADS)
    {
        int item = start + threadIdx.x;
        int own = item / ROWS;
        int row = item % ROWS;
        bool is_small = false;
        if (item < BLOCKS * ROWS && first + own < piece.blocks)
        {
            int slot = diagonals[row];
            int part = slot / 16;
            int half = slot / 8 % 2;
            const double* four = folds + slot_of(slot % 8, own / 4, part, own % 4 * 8 + half * 4);
            double square = __dadd_rn(__dadd_rn(four[0], four[1]), __dadd_rn(four[2], four[3]));
            if (!(square <= 0x1p120))
                atomicOr(marked, 1u << own);
            else
                is_small = square < 0x1p-100;
        }

        for (u32 small = __ballot_sync(0xFFFFFFFFu, is_small); small != 0; small &= small - 1)
        {
            int small_item = start + threadIdx.x - lane + __ffs(small) - 1;
            int block = first + small_item / ROWS;
            const float* x = piece.at(small_item % ROWS, block);
            u32 bits = 0;
            for (int c = lane; c < piece.columns(block); c += 32)
                bits |= __float_as_uint(x[c]);
            if (__ballot_sync(0xFFFFFFFFu, bits != 0) != 0 && lane == 0)
                atomicOr(marked, 1u << (small_item / ROWS));
        }
    }
}

// One thread a sum: the folded lanes of all blocks, in their order.
static __device__ __forceinline__ void add_blocks(const Piece& piece, int first, int chunk, const double* folds, u32 marked, double* sums)
{
    for (int u = threadIdx.x; u < CHUNK_SUMS; u += THREADS)
    {
        int part = u / 64;
        int slot = u / 8 % 8;
        int place_in_block = u % 8;
        double sum = sums[chunk * CHUNK_SUMS + u];
        const double* own = folds + slot_of(slot, 0, part, place_in_block);
        if (marked == 0 && first + BLOCKS <= piece.blocks)
        {
#pragma unroll
            for (int b = 0; b < BLOCKS; b++)
                sum = __dadd_rn(sum, own[b / 4 * PARTS * 32 + b % 4 * 8]);
        }
        else
        {
            int pair = pairs[(part * CHUNK_COUNT + chunk) * 16 + place_in_block / 4 * 8 + slot];
            for (int b = 0; b < BLOCKS && first + b < piece.blocks && pair != 0xFFFF; b++)
            {
                sum = (marked >> b & 1) != 0
                    ? wide_block(piece, first + b, pair & 255, pair >> 8, u % 4, sum)
                    : __dadd_rn(sum, own[b / 4 * PARTS * 32 + b % 4 * 8]);
            }
        }

        sums[chunk * CHUNK_SUMS + u] = sum;
    }
}

#define FOLD(slot, first, second) folds[slot_of(slot, group, part, lane)] = fold(first, second, is_upper);
#define END_CHUNK(chunk) \
    __syncthreads(); \
    if (chunk == 0) \
    { \
        check_bounds(piece, block, folds, &marked); \
        __syncthreads(); \
    } \
    add_blocks(piece, block, chunk, folds, marked, sums); \
    __syncthreads();

extern "C" __global__ void __launch_bounds__(THREADS, RESIDENT) gram_tile(const float* rows, i64 stride, i64 length, double* partial)
{
    extern __shared__ float4 memory[];
    __shared__ double folds[8 * SLOT_PITCH];
    __shared__ double sums[CHUNK_COUNT * CHUNK_SUMS];
    __shared__ u32 marked;
    float* buffers = (float*)memory;

    Piece piece;
    piece.rows = rows;
    piece.stride = stride;
    piece.start = (i64)blockIdx.x * PIECE;
    piece.count = (int)min((i64)PIECE, length - piece.start);
    piece.whole = piece.count / 16 * 16;
    piece.fulls = (piece.whole + COLUMNS - 1) / COLUMNS;
    piece.blocks = piece.fulls + (piece.whole < piece.count ? 1 : 0);

    int lane = threadIdx.x % 32;
    int part = threadIdx.x / 32 % PARTS;
    int group = threadIdx.x / 32 / PARTS;
    bool is_upper = (lane & 4) != 0;
    int stages = (piece.blocks + BLOCKS - 1) / BLOCKS * STAGES_PER_BLOCK;
    for (int u = threadIdx.x; u < CHUNK_COUNT * CHUNK_SUMS; u += THREADS)
        sums[u] = 0.0;
    for (int stage = 0; stage < BUFFERS - 1; stage++)
        load_stage(piece, stage, stages, buffers);

//@DECLARE@
    for (int stage = 0; stage < stages; stage++)
    {
        if (stage % STAGES_PER_BLOCK == 0 && threadIdx.x == 0)
            marked = 0;
        await_copies();
        __syncthreads();
        load_stage(piece, stage + BUFFERS - 1, stages, buffers);
        const float* x = buffers + (stage % BUFFERS) * (BLOCKS * BLOCK_PITCH) + (group * 4 + lane / 8) * BLOCK_PITCH + lane % 8;
        switch (part)
        {
//@PRODUCTS@
        }

        if (stage % STAGES_PER_BLOCK == STAGES_PER_BLOCK - 1)
        {
            int block = stage / STAGES_PER_BLOCK * BLOCKS;
//@CHUNKS@
//@CLEAR@
        }
    }

    for (int u = threadIdx.x; u < PARTS * CHUNK_COUNT * 16; u += THREADS)
    {
        int pair = pairs[u];
        if (pair != 0xFFFF)
        {
            int i = pair & 255;
            int j = pair >> 8;
            int slot = u % 16;
            const double* four = sums + u / 16 % CHUNK_COUNT * CHUNK_SUMS + u / (16 * CHUNK_COUNT) * 64 + slot % 8 * 8 + slot / 8 * 4;
            partial[(i64)blockIdx.x * (ROWS * (ROWS + 1) / 2) + i * ROWS - i * (i - 1) / 2 + (j - i)] =
                __dadd_rn(0.0, __dadd_rn(__dadd_rn(four[0], four[2]), __dadd_rn(four[1], four[3])));
        }
    }
}
