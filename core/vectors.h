/* What differs between sets of instructions: LANES 32-bit integers, and STRIP such vectors beside each other in
 * `kernels.h`. PAIRS(sum, a, b) adds to each lane both products of two 16-bit pairs; ADD adds 16-bit integers. ABOVE tells, in
 * one bit for each lane, which of LANES floats are above another.
 * QUADS, where there is such an instruction, adds the products of four 8-bit ones, those of `a` without a sign. All are
 * exact, so every set gives the same results. */

#if defined(SET_SCALAR)

#define LANES 1
#define STRIP 16
typedef int32_t NAME(ints);
#define ZERO 0
#define LOAD(p) NAME(pair)(p)
#define EACH(p) NAME(pair)(p)
#define STORE(p, v) NAME(store)(p, v)
static INLINE void NAME(store)(void *p, int32_t v) {
    memcpy(p, &v, sizeof v);
}
static INLINE int32_t NAME(pair)(const void *p) {
    int32_t both;
    memcpy(&both, p, sizeof both);
    return both;
}
static INLINE int32_t NAME(pairs)(int32_t sum, int32_t a, int32_t b) {
    int16_t x[2], y[2];
    memcpy(x, &a, sizeof x);
    memcpy(y, &b, sizeof y);
    return (int32_t)((uint32_t)sum + (uint32_t)(x[0] * y[0]) + (uint32_t)(x[1] * y[1]));
}
#define PAIRS(sum, a, b) NAME(pairs)(sum, a, b)
#define ADD(a, b) NAME(add_pairs)(a, b)
#define ABOVE(p, least) (*(p) > (least))
static INLINE int32_t NAME(add_pairs)(int32_t a, int32_t b) {
    uint32_t high = ((uint32_t)a & 0xFFFF0000u) + ((uint32_t)b & 0xFFFF0000u);
    return (int32_t)(high | (((uint32_t)a + (uint32_t)b) & 0xFFFFu));
}

#elif defined(SET_SSE2)

#define LANES 4
#define STRIP 2
typedef __m128i NAME(ints);
#define ZERO _mm_setzero_si128()
#define LOAD(p) _mm_loadu_si128((const __m128i *)(const void *)(p))
#define EACH(p) _mm_set1_epi32(pair_at(p))
#define STORE(p, v) _mm_storeu_si128((__m128i *)(void *)(p), v)
#define PAIRS(sum, a, b) _mm_add_epi32(sum, _mm_madd_epi16(a, b))
#define ADD(a, b) _mm_add_epi16(a, b)
#define ABOVE(p, least) (unsigned)_mm_movemask_ps(_mm_cmpgt_ps(_mm_loadu_ps(p), _mm_set1_ps(least)))

#elif defined(SET_AVX2)

#define LANES 8
#define STRIP 2
typedef __m256i NAME(ints);
#define ZERO _mm256_setzero_si256()
#define LOAD(p) _mm256_loadu_si256((const __m256i *)(const void *)(p))
#define EACH(p) _mm256_set1_epi32(pair_at(p))
#define STORE(p, v) _mm256_storeu_si256((__m256i *)(void *)(p), v)
#define PAIRS(sum, a, b) _mm256_add_epi32(sum, _mm256_madd_epi16(a, b))
#define ADD(a, b) _mm256_add_epi16(a, b)
#define ABOVE(p, least) \
    (unsigned)_mm256_movemask_ps(_mm256_cmp_ps(_mm256_loadu_ps(p), _mm256_set1_ps(least), _CMP_GT_OQ))

#elif defined(SET_VNNI)

#define LANES 16
#define STRIP 4
typedef __m512i NAME(ints);
#define ZERO _mm512_setzero_si512()
#define LOAD(p) _mm512_loadu_si512((const void *)(p))
#define EACH(p) _mm512_set1_epi32(pair_at(p))
#define STORE(p, v) _mm512_storeu_si512((void *)(p), v)
#define PAIRS(sum, a, b) _mm512_dpwssd_epi32(sum, a, b)
#define QUADS(sum, a, b) _mm512_dpbusd_epi32(sum, a, b)
#define HAS_QUADS 1
#define ADD(a, b) _mm512_add_epi16(a, b)
#define ABOVE(p, least) _mm512_cmp_ps_mask(_mm512_loadu_ps(p), _mm512_set1_ps(least), _CMP_GT_OQ)

#endif

#if !defined(HAS_QUADS)
#define HAS_QUADS 0
#define QUADS(sum, a, b) (sum)
#endif
