/* Block layouts as GGUF files hold them (ggml's, little-endian). `d`, `dmin`, `m` are IEEE halves. */
#pragma once
#include <stdint.h>

#define LK_BLOCK 32  /* weights of a block */
#define LK_SUPER 256 /* weights of a super-block of the K types */

typedef struct { uint16_t d; uint8_t q[16]; } lk_q4_0;
typedef struct { uint16_t d, m; uint8_t q[16]; } lk_q4_1;
typedef struct { uint16_t d; uint8_t h[4], q[16]; } lk_q5_0;
typedef struct { uint16_t d, m; uint8_t h[4], q[16]; } lk_q5_1;
typedef struct { uint16_t d; int8_t q[32]; } lk_q8_0;
typedef struct { uint8_t s[16], q[64]; uint16_t d, dmin; } lk_q2_K;
typedef struct { uint8_t h[32], q[64], s[12]; uint16_t d; } lk_q3_K;
typedef struct { uint16_t d, dmin; uint8_t s[12], q[128]; } lk_q4_K;
typedef struct { uint16_t d, dmin; uint8_t s[12], h[32], q[128]; } lk_q5_K;
typedef struct { uint8_t lo[128], hi[64]; int8_t s[16]; uint16_t d; } lk_q6_K;

_Static_assert(sizeof(lk_q4_0) == 18, "q4_0");
_Static_assert(sizeof(lk_q4_1) == 20, "q4_1");
_Static_assert(sizeof(lk_q5_0) == 22, "q5_0");
_Static_assert(sizeof(lk_q5_1) == 24, "q5_1");
_Static_assert(sizeof(lk_q8_0) == 34, "q8_0");
_Static_assert(sizeof(lk_q2_K) == 84, "q2_K");
_Static_assert(sizeof(lk_q3_K) == 110, "q3_K");
_Static_assert(sizeof(lk_q4_K) == 144, "q4_K");
_Static_assert(sizeof(lk_q5_K) == 176, "q5_K");
_Static_assert(sizeof(lk_q6_K) == 210, "q6_K");

/* The six-bit scale and minimum of group j of q4_K and q5_K. */
static inline void lk_scale_and_min(const uint8_t *s, int j, uint8_t *scale, uint8_t *min) {
    if (j < 4) {
        *scale = s[j] & 63;
        *min = s[j + 4] & 63;
    } else {
        *scale = (uint8_t)((s[j + 4] & 15) | ((s[j - 4] >> 6) << 4));
        *min = (uint8_t)((s[j + 4] >> 4) | ((s[j] >> 6) << 4));
    }
}

/* The signed six-bit scale of group j of q3_K. */
static inline int lk_q3_scale(const uint8_t *s, int j) {
    const int low = j < 8 ? s[j] & 15 : s[j - 8] >> 4;
    return (low | (((s[8 + (j & 3)] >> (2 * (j >> 2))) & 3) << 4)) - 32;
}
