/* What the CPU steps share: a vector as wide as the machine's, and the functions of one.

   Plain C with GCC's vector extension (GCC and Clang). */

#include <math.h>
#include <stdint.h>
#include <string.h>
#if defined(__AVX2__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

#define PANEL 64
#if defined(__AVX512F__)
#define LANES 16
#define TILE 6 /* rows at a time: 6 × 4 accumulators fit into 32 registers */
#elif defined(__AVX2__)
#define LANES 8
#define TILE 2
#else
#define LANES 4
#define TILE 4
#endif
#define VECTORS 4 /* a tile is TILE rows × VECTORS × LANES outputs */
#define SPAN (VECTORS * LANES)

typedef float vec __attribute__((vector_size(LANES * 4), aligned(4), may_alias));
typedef int32_t ivec __attribute__((vector_size(LANES * 4), aligned(4), may_alias));

static inline vec load(const float *p) { return *(const vec *)p; }
static inline void store(float *p, vec v) { *(vec *)p = v; }
static inline vec splat(float x) { return x - (vec){0}; }
/* LANES bytes as floats. GCC's own conversion of int8 vectors goes lane by lane. */
static inline vec widen(const int8_t *p) {
#if defined(__AVX512F__)
    return (vec)_mm512_cvtepi32_ps(_mm512_cvtepi8_epi32(_mm_loadu_si128((const __m128i *)p)));
#elif defined(__AVX2__)
    return (vec)_mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(_mm_loadl_epi64((const __m128i *)p)));
#else
    vec v;
    for (int i = 0; i < LANES; i++) v[i] = (float)p[i];
    return v;
#endif
}

/* The lanes of a vector, added up from the first to the last. */
static inline float lanes_sum(vec v) {
    float sum = 0.0f;
    for (int i = 0; i < LANES; i++) sum += v[i];
    return sum;
}

/* Turn each pair (x[i], x[i + half]) by its position's angle. */
static void rotate(float *x, const float *cosines, const float *sines, int half) {
    for (int i = 0; i < half; i++) {
        float left = x[i], right = x[i + half];
        x[i] = left * cosines[i] + right * sines[i];
        x[i + half] = right * cosines[i] - left * sines[i];
    }
}

/* e^x for x ≤ 0, relative error below 2e-7: 2^n times a polynomial on [−ln2/2, ln2/2], with the
   coefficients of Cephes' expf (Moshier). */
static inline vec exponential(vec x) {
    const vec low = splat(-87.0f); /* below it e^x is no normal float */
    x = (vec)(((ivec)x & (x > low)) | ((ivec)low & ~(x > low)));
    vec magic = splat(12582912.0f); /* 1.5 · 2^23: adding it rounds to an integer */
    vec shifted = x * 1.44269504f + magic;
    vec n = shifted - magic;
    vec r = x - n * 0.693359375f + n * 2.12194440e-4f;
    vec p = splat(1.9875691500e-4f);
    p = p * r + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    p = p * r * r + r + 1.0f;
    ivec power = (__builtin_convertvector(n, ivec) + 127) << 23;
    return p * (vec)power;
}
