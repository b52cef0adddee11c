/* The plain level: runs everywhere, uses no instruction beyond the platform's base. */
#include "kernel_table.h"

#define LK_FUSED 0
#define LK_TOKENS 2
#define LK_DIRECT_TOKENS 2
#define LK_ROWS 2
#define LK_VECTORS 2
#define LK_SIGNED_Q8 0
#define LK_TILE_CASES LK_TILE_CASE(1) LK_TILE_CASE(2)
#define LK_DIRECT_CASES LK_DIRECT_CASE(1) LK_DIRECT_CASE(2)
#define LK_ROW_CASES LK_ROW_CASE(1) LK_ROW_CASE(2)
#define LK_TABLE lk_portable_kernels

#pragma clang diagnostic ignored "-Wpsabi"
typedef uint16_t lk_h16 __attribute__((vector_size(32), aligned(2)));
typedef float lk_v16 __attribute__((vector_size(64), aligned(4)));
typedef int32_t lk_i16 __attribute__((vector_size(64), aligned(4)));
typedef uint32_t lk_words __attribute__((vector_size(64), aligned(1)));

static inline __attribute__((always_inline)) lk_v16 half_v16(lk_h16 h) {
    lk_v16 out;
    for (int i = 0; i < 16; i++) out[i] = lk_half(h[i]);
    return out;
}

static inline __attribute__((always_inline)) lk_i16 dot4(lk_i16 sum, lk_words w, const int8_t *x, int is_q8) {
    (void)is_q8;
    for (int i = 0; i < 4; i++) sum += (lk_i16)((w >> (8 * i)) & 255) * (int32_t)x[i];
    return sum;
}

#include "level.h"
