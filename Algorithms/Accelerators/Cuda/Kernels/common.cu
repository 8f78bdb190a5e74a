// What all kernels share. Every operation that decides a result is named with its rounding, so that no compiler contracts or reorders it: the
// bits are those of the processor's kernels.
typedef unsigned int u32;
typedef unsigned long long u64;
typedef long long i64;

#ifndef REAL
#define REAL float
#endif

static __device__ __forceinline__ float fused(float a, float b, float c) { return __fmaf_rn(a, b, c); }
static __device__ __forceinline__ double fused(double a, double b, double c) { return __fma_rn(a, b, c); }
static __device__ __forceinline__ float lower(float a, float b) { return fminf(a, b); }
static __device__ __forceinline__ double lower(double a, double b) { return fmin(a, b); }
static __device__ __forceinline__ float upper(float a, float b) { return fmaxf(a, b); }
static __device__ __forceinline__ double upper(double a, double b) { return fmax(a, b); }
static __device__ __forceinline__ void rounded(double value, float* result) { *result = __double2float_rn(value); }
static __device__ __forceinline__ void rounded(double value, double* result) { *result = value; }

// The column of a thread, in a grid of one dimension.
static __device__ __forceinline__ i64 place() { return (i64)blockIdx.x * blockDim.x + threadIdx.x; }

// The bits of a number's absolute value: the order of finite numbers.
static __device__ __forceinline__ u32 bits_of(float x) { return __float_as_uint(x); }
static __device__ __forceinline__ u64 bits_of(double x) { return (u64)__double_as_longlong(x); }
