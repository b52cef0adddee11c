/* NEON with dot products (every 64-bit ARM processor since 2018): a sixteen-wide vector is four registers. */
#if defined(__aarch64__)
#include <arm_neon.h>
#include "kernel_table.h"

#pragma clang attribute push(__attribute__((target("dotprod"))), apply_to = function)

#define LK_FUSED 1
#define LK_TOKENS 4
#define LK_DIRECT_TOKENS 2
#define LK_ROWS 4
#define LK_VECTORS 1
#define LK_SIGNED_Q8 1
#define LK_TILE_CASES LK_TILE_CASE(1) LK_TILE_CASE(2) LK_TILE_CASE(3) LK_TILE_CASE(4)
#define LK_DIRECT_CASES LK_DIRECT_CASE(1) LK_DIRECT_CASE(2)
#define LK_ROW_CASES LK_ROW_CASE(1) LK_ROW_CASE(2) LK_ROW_CASE(3) LK_ROW_CASE(4)
#define LK_TABLE lk_neon_kernels

typedef uint16_t lk_h16 __attribute__((vector_size(32), aligned(2)));
typedef float lk_v16 __attribute__((vector_size(64), aligned(4)));
typedef int32_t lk_i16 __attribute__((vector_size(64), aligned(4)));
typedef uint32_t lk_words __attribute__((vector_size(64), aligned(1)));
typedef union { lk_i16 all; lk_words words; int32x4_t part[4]; uint8x16_t bytes[4]; } lk_sums;

static inline __attribute__((always_inline)) lk_v16 half_v16(lk_h16 h) {
    union { lk_h16 all; float16x4_t part[4]; } in = {h};
    union { float32x4_t part[4]; lk_v16 all; } out;
    for (int i = 0; i < 4; i++) out.part[i] = vcvt_f32_f16(in.part[i]);
    return out.all;
}

/* Both sides are signed: Q8_0's bytes get their sign back, the other types stay below 64. */
static inline __attribute__((always_inline)) lk_i16 dot4(lk_i16 sum, lk_words w, const int8_t *x, int is_q8) {
    int32_t four;
    memcpy(&four, x, 4);
    const int8x16_t x_4 = vreinterpretq_s8_s32(vdupq_n_s32(four));
    lk_sums sums = {sum};
    const lk_sums weights = {.words = w};
    for (int i = 0; i < 4; i++) {
        const uint8x16_t w_i = is_q8 ? veorq_u8(weights.bytes[i], vdupq_n_u8(0x80)) : weights.bytes[i];
        sums.part[i] = vdotq_s32(sums.part[i], vreinterpretq_s8_u8(w_i), x_4);
    }
    return sums.all;
}

#include "level.h"
#pragma clang attribute pop
#endif
