// Uniform numbers in [-1, 1): element i of a row is word i of its stream. For measurements, whose data are made where they are needed.
extern "C" __global__ void fill(u32 key0, u32 key1, u32 purpose, u32 participant, float scale, i64 length, float* row)
{
    i64 first = 4 * place();
    if (first >= length)
        return;

    Stream stream = { key0, key1, purpose, participant, 0, 0 };
    Words words;
    philox(stream, first / 4, &words);
    for (int i = 0; i < 4 && first + i < length; i++)
        row[first + i] = __fmul_rn(scale, __fsub_rn(__fmul_rn((float)(words.word[i] >> 8), 0x1p-23f), 1.0f));
}
