// Natural compression of floats: random bits are added to the mantissa, whose carry goes into the exponent; exponents to bytes, signs to bits. Word i of
// the stream is for number i. Eight numbers a thread.
extern "C" __global__ void natural_encode(
    const float* x, i64 length, u32 key0, u32 key1, u32 purpose, u32 participant, u32 round, i64 position,
    unsigned char* exponents, unsigned char* signs, u32* is_bad)
{
    i64 first = 8 * place();
    if (first >= length)
        return;

    Stream stream = { key0, key1, purpose, participant, round, position };
    Words words;
    words.block = -1;
    u32 sign_bits = 0;
    bool is_finite = true;
    for (int i = 0; i < 8 && first + i < length; i++)
    {
        u32 bits = bits_of(x[first + i]);
        u32 magnitude = bits & 0x7FFFFFFFu;
        u32 carried = min(magnitude + (word_at(stream, first + i, &words) >> 9), 0xFEu << 23);
        is_finite = is_finite && magnitude < 0xFFu << 23;
        exponents[first + i] = (unsigned char)(carried >> 23);
        sign_bits |= bits >> 31 << i;
    }

    signs[first / 8] = (unsigned char)sign_bits;
    if (!is_finite)
        atomicOr(is_bad, 1u);
}

extern "C" __global__ void natural_decode(const unsigned char* exponents, const unsigned char* signs, i64 length, float* x)
{
    i64 i = place();
    if (i < length)
        x[i] = __uint_as_float((u32)exponents[i] << 23 | (u32)(signs[i / 8] >> (i % 8) & 1) << 31);
}
