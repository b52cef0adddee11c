/* AVX2 with FMA and F16C: a sixteen-wide vector is two registers. */
#if defined(__x86_64__)
#include <immintrin.h>
#include "kernel_table.h"

#pragma clang attribute push(__attribute__((target("avx2,fma,f16c"))), apply_to = function)
#pragma clang diagnostic ignored "-Wpsabi"

#define LK_FUSED 1
#define LK_TOKENS 3
#define LK_DIRECT_TOKENS 2
#define LK_ROWS 3
#define LK_VECTORS 2
#define LK_SIGNED_Q8 1
#define LK_TILE_CASES LK_TILE_CASE(1) LK_TILE_CASE(2) LK_TILE_CASE(3)
#define LK_DIRECT_CASES LK_DIRECT_CASE(1) LK_DIRECT_CASE(2)
#define LK_ROW_CASES LK_ROW_CASE(1) LK_ROW_CASE(2) LK_ROW_CASE(3)
#define LK_TABLE lk_avx2_kernels

typedef uint16_t lk_h16 __attribute__((vector_size(32), aligned(2)));
typedef float lk_v16 __attribute__((vector_size(64), aligned(4)));
typedef int32_t lk_i16 __attribute__((vector_size(64), aligned(4)));
typedef uint32_t lk_words __attribute__((vector_size(64), aligned(1)));
typedef union { lk_i16 all; lk_words words; __m256i part[2]; } lk_sums;

static inline __attribute__((always_inline)) lk_v16 half_v16(lk_h16 h) {
    union { lk_h16 all; __m128i part[2]; } in = {h};
    union { __m256 part[2]; lk_v16 all; } out = {{_mm256_cvtph_ps(in.part[0]), _mm256_cvtph_ps(in.part[1])}};
    return out.all;
}

/* maddubs adds two products in 16 bits, which holds 2 * 63 * 127. Q8_0's bytes are larger: their magnitude goes with
 * the sign on the other side, and 2 * 128 * 127 fits too. */
static inline __attribute__((always_inline)) lk_i16 dot4(lk_i16 sum, lk_words w, const int8_t *x, int is_q8) {
    int32_t four;
    memcpy(&four, x, 4);
    const __m256i x_4 = _mm256_set1_epi32(four), ones = _mm256_set1_epi16(1);
    lk_sums sums = {sum};
    const lk_sums weights = {.words = w};
    for (int i = 0; i < 2; i++) {
        __m256i pairs;
        if (is_q8) {
            const __m256i w_s = _mm256_xor_si256(weights.part[i], _mm256_set1_epi8((char)0x80));
            pairs = _mm256_maddubs_epi16(_mm256_abs_epi8(w_s), _mm256_sign_epi8(x_4, w_s));
        } else {
            pairs = _mm256_maddubs_epi16(weights.part[i], x_4);
        }
        sums.part[i] = _mm256_add_epi32(sums.part[i], _mm256_madd_epi16(pairs, ones));
    }
    return sums.all;
}

#include "level.h"
#pragma clang attribute pop
#endif
