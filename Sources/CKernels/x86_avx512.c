/* AVX-512 with VNNI: sixteen results a register, four byte products a lane and instruction. */
#if defined(__x86_64__)
#include <immintrin.h>
#include "kernel_table.h"

#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vnni,f16c,fma,avx2"))), apply_to = function)

#define LK_FUSED 1
#define LK_TOKENS 8
#define LK_DIRECT_TOKENS 4
#define LK_ROWS 6
#define LK_VECTORS 4
#define LK_SIGNED_Q8 0
#define LK_TILE_CASES \
    LK_TILE_CASE(1) LK_TILE_CASE(2) LK_TILE_CASE(3) LK_TILE_CASE(4) LK_TILE_CASE(5) LK_TILE_CASE(6) LK_TILE_CASE(7) LK_TILE_CASE(8)
#define LK_DIRECT_CASES LK_DIRECT_CASE(1) LK_DIRECT_CASE(2) LK_DIRECT_CASE(3) LK_DIRECT_CASE(4)
#define LK_ROW_CASES LK_ROW_CASE(1) LK_ROW_CASE(2) LK_ROW_CASE(3) LK_ROW_CASE(4) LK_ROW_CASE(5) LK_ROW_CASE(6)
#define LK_TABLE lk_avx512_kernels

typedef uint16_t lk_h16 __attribute__((vector_size(32), aligned(2)));
typedef float lk_v16 __attribute__((vector_size(64), aligned(4)));
typedef int32_t lk_i16 __attribute__((vector_size(64), aligned(4)));
typedef uint32_t lk_words __attribute__((vector_size(64), aligned(1)));

static inline __attribute__((always_inline)) lk_v16 half_v16(lk_h16 h) { return (lk_v16)_mm512_cvtph_ps((__m256i)h); }

static inline __attribute__((always_inline)) lk_i16 dot4(lk_i16 sum, lk_words w, const int8_t *x, int is_q8) {
    (void)is_q8;
    int32_t four;
    memcpy(&four, x, 4);
    return (lk_i16)_mm512_dpbusd_epi32((__m512i)sum, (__m512i)w, _mm512_set1_epi32(four));
}

#include "level.h"
#pragma clang attribute pop
#endif
