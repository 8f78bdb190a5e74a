// Philox 4x32-10: word number `index` of a stream. A thread that goes on keeps the block of four words that it is in.
struct Stream
{
    u32 key0;
    u32 key1;
    u32 purpose;
    u32 participant;
    u32 round;
    i64 position;
};

struct Words
{
    i64 block;
    u32 word[4];
};

static __device__ __forceinline__ void philox(const Stream& stream, i64 block, Words* words)
{
    u32 x0 = (u32)block, x1 = stream.purpose, x2 = stream.participant, x3 = stream.round;
    u32 key0 = stream.key0, key1 = stream.key1;
#pragma unroll
    for (int i = 0; i < 10; i++)
    {
        u64 product0 = (u64)0xD2511F53u * x0;
        u64 product1 = (u64)0xCD9E8D57u * x2;
        x0 = (u32)(product1 >> 32) ^ x1 ^ key0;
        x1 = (u32)product1;
        x2 = (u32)(product0 >> 32) ^ x3 ^ key1;
        x3 = (u32)product0;
        key0 += 0x9E3779B9u;
        key1 += 0xBB67AE85u;
    }

    words->block = block;
    words->word[0] = x0;
    words->word[1] = x1;
    words->word[2] = x2;
    words->word[3] = x3;
}

static __device__ __forceinline__ u32 word_at(const Stream& stream, i64 index, Words* words)
{
    i64 at = stream.position + index;
    if (at / 4 != words->block)
        philox(stream, at / 4, words);
    int within = (int)(at % 4);
    return within == 0 ? words->word[0] : within == 1 ? words->word[1] : within == 2 ? words->word[2] : words->word[3];
}

// Two words, the lower one first.
static __device__ __forceinline__ u64 long_word_at(const Stream& stream, i64 index, Words* words)
{
    u64 low = word_at(stream, 2 * index, words);
    return low | (u64)word_at(stream, 2 * index + 1, words) << 32;
}
