// The k elements of largest absolute value, by selection: histograms of the leading bits, then the positions in ascending order, of equal elements the
// first ones.
#define BINS 2048
#define THREADS 256
#define TURNS 16
#define CHUNK (THREADS * TURNS)

#if DOUBLE
typedef u64 Key;
#else
typedef u32 Key;
#endif

static __device__ __forceinline__ Key key_of(REAL x) { return bits_of(x) & (~(Key)0 >> 1); }

// How many keys whose bits above shift + bits are those of prefix have each digit.
extern "C" __global__ void __launch_bounds__(THREADS) count_digits(const REAL* x, i64 length, u64 prefix, int shift, int bits, int is_first, u32* histogram)
{
    __shared__ u32 own[BINS];
    for (int bin = threadIdx.x; bin < BINS; bin += THREADS)
        own[bin] = 0;
    __syncthreads();
    i64 step = (i64)gridDim.x * THREADS;
    for (i64 i = place(); i < length; i += step)
    {
        Key key = key_of(x[i]);
        if (is_first || key >> (shift + bits) == (Key)prefix)
            atomicAdd(&own[(u32)(key >> shift) & ((1u << bits) - 1)], 1u);
    }

    __syncthreads();
    for (int bin = threadIdx.x; bin < BINS; bin += THREADS)
    {
        if (own[bin] != 0)
            atomicAdd(&histogram[bin], own[bin]);
    }
}

// Of every chunk how many keys are above the least, and how many are it.
extern "C" __global__ void __launch_bounds__(THREADS) count_taken(const REAL* x, i64 length, u64 least, u32* above, u32* equal)
{
    u32 own_above = 0;
    u32 own_equal = 0;
    i64 start = (i64)blockIdx.x * CHUNK;
    for (int turn = 0; turn < TURNS; turn++)
    {
        i64 i = start + turn * THREADS + threadIdx.x;
        if (i < length)
        {
            Key key = key_of(x[i]);
            own_above += key > (Key)least ? 1 : 0;
            own_equal += key == (Key)least ? 1 : 0;
        }
    }

    __shared__ u32 sums[2];
    if (threadIdx.x < 2)
        sums[threadIdx.x] = 0;
    __syncthreads();
    atomicAdd(&sums[0], own_above);
    atomicAdd(&sums[1], own_equal);
    __syncthreads();
    if (threadIdx.x == 0)
    {
        above[blockIdx.x] = sums[0];
        equal[blockIdx.x] = sums[1];
    }
}

// Writes the positions of a chunk behind those of the chunks before it; of the equal ones as many as are left to take.
extern "C" __global__ void __launch_bounds__(THREADS) write_taken(
    const REAL* x, i64 length, u64 least, const u32* above_before, const u32* equal_before, u32 ties, int* support)
{
    __shared__ u32 warps_above[THREADS / 32];
    __shared__ u32 warps_equal[THREADS / 32];
    u32 above = above_before[blockIdx.x];
    u32 equal = equal_before[blockIdx.x];
    int lane = threadIdx.x % 32;
    int warp = threadIdx.x / 32;
    i64 start = (i64)blockIdx.x * CHUNK;
    for (int turn = 0; turn < TURNS; turn++)
    {
        i64 i = start + turn * THREADS + threadIdx.x;
        Key key = i < length ? key_of(x[i]) : 0;
        bool is_above = i < length && key > (Key)least;
        bool is_equal = i < length && key == (Key)least;
        u32 all_above = __ballot_sync(0xFFFFFFFFu, is_above);
        u32 all_equal = __ballot_sync(0xFFFFFFFFu, is_equal);
        if (lane == 0)
        {
            warps_above[warp] = __popc(all_above);
            warps_equal[warp] = __popc(all_equal);
        }

        __syncthreads();
        u32 own_above = above;
        u32 own_equal = equal;
        for (int other = 0; other < THREADS / 32; other++)
        {
            if (other < warp)
            {
                own_above += warps_above[other];
                own_equal += warps_equal[other];
            }

            above += warps_above[other];
            equal += warps_equal[other];
        }

        u32 before = (1u << lane) - 1;
        own_above += __popc(all_above & before);
        own_equal += __popc(all_equal & before);
        if (is_above || (is_equal && own_equal < ties))
            support[own_above + min(own_equal, ties)] = (int)i;
        __syncthreads();
    }
}
