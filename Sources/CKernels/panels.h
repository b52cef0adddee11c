/* Blocks of sixteen rows side by side, as pack.c writes them; bits are (words, 16) of four bytes.
 *
 * Every struct is whole cache lines and is read from start to end: a processor's own prefetching follows one such
 * stream at the speed of the memory, and no load crosses a line. Types whose block isn't, come in pairs of blocks; the
 * second of a last pair may be unused. */
#pragma once
#include <stddef.h>
#include "lectern_kernels.h"
#include "quant_blocks.h"

typedef struct { uint16_t d[2][16]; uint8_t q[2][4 * 64]; } lk_panel_q4_0;
typedef struct { uint16_t d[16], m[16]; uint8_t q[4 * 64]; } lk_panel_q4_1;
typedef struct { uint16_t d[2][16]; uint8_t h[2][64], q[2][4 * 64]; } lk_panel_q5_0;
typedef struct { uint16_t d[16], m[16]; uint8_t h[64], q[4 * 64]; } lk_panel_q5_1;
typedef struct { uint16_t d[2][16]; uint8_t q[2][8 * 64]; } lk_panel_q8_0;
typedef struct { uint16_t d[16], dmin[16]; uint8_t s[16 * 16], q[16 * 64]; } lk_panel_q2_K;
typedef struct {
    uint16_t d[16], unused[16];
    int8_t s[16 * 16];
    struct { uint8_t h[64], q[64]; } low[8]; /* columns 0 to 127, and third bits of all */
    uint8_t high[8][64];
} lk_panel_q3_K;
typedef struct { uint16_t d[16], dmin[16]; uint8_t s[8 * 16], m[8 * 16], q[32 * 64]; } lk_panel_q4_K;
typedef struct {
    uint16_t d[16], dmin[16];
    uint8_t s[8 * 16], m[8 * 16];
    struct { uint8_t h[64], q[64]; } low[8]; /* columns 0 to 63, and fifth bits of all */
    uint8_t high[3][8][64];
} lk_panel_q5_K;
typedef struct {
    uint16_t d[16], unused[16];
    int8_t s[16 * 16];
    struct { uint8_t hi[64], lo[2][64]; } q[2][8];
} lk_panel_q6_K;

#define LK_WHOLE_LINES(TYPE) _Static_assert(sizeof(lk_panel_##TYPE) % 64 == 0, #TYPE " panels are whole cache lines")
LK_WHOLE_LINES(q4_0);
LK_WHOLE_LINES(q4_1);
LK_WHOLE_LINES(q5_0);
LK_WHOLE_LINES(q5_1);
LK_WHOLE_LINES(q8_0);
LK_WHOLE_LINES(q2_K);
LK_WHOLE_LINES(q3_K);
LK_WHOLE_LINES(q4_K);
LK_WHOLE_LINES(q5_K);
LK_WHOLE_LINES(q6_K);
