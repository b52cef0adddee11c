/* Blocks of sixteen rows side by side, as pack.c writes them; bits are (words, 16) of four bytes. A panel of Q8_0 is
 * (blocks, 8, 64) bytes, then (blocks, 16) scales. */
#pragma once
#include <stddef.h>
#include "lectern_kernels.h"
#include "quant_blocks.h"

typedef struct { uint16_t d[16]; uint8_t q[4 * 64]; } lk_panel_q4_0;
typedef struct { uint16_t d[16], m[16]; uint8_t q[4 * 64]; } lk_panel_q4_1;
typedef struct { uint16_t d[16]; uint8_t h[64], q[4 * 64]; } lk_panel_q5_0;
typedef struct { uint16_t d[16], m[16]; uint8_t h[64], q[4 * 64]; } lk_panel_q5_1;
typedef struct { uint16_t d[16], dmin[16]; uint8_t s[16 * 16], q[16 * 64]; } lk_panel_q2_K;
typedef struct { uint16_t d[16]; int8_t s[16 * 16]; uint8_t h[8 * 64], q[16 * 64]; } lk_panel_q3_K;
typedef struct { uint16_t d[16], dmin[16]; uint8_t s[8 * 16], m[8 * 16], q[32 * 64]; } lk_panel_q4_K;
typedef struct { uint16_t d[16], dmin[16]; uint8_t s[8 * 16], m[8 * 16], h[8 * 64], q[32 * 64]; } lk_panel_q5_K;
typedef struct { uint16_t d[16]; int8_t s[16 * 16]; uint8_t lo[32 * 64], hi[16 * 64]; } lk_panel_q6_K;
