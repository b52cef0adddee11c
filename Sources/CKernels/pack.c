/* Weights regrouped into panels of sixteen rows, so that one load feeds sixteen results.
 *
 * Float types: column after column, sixteen rows each. Block types: for each block (or super-block) first what
 * scales it, sixteen rows side by side, then its bits: word i (four bytes) of row r becomes word 16 i + r. The bits
 * keep their meaning, only Q8_0 changes sign so that all values are unsigned, and the fifth bits of Q5_0 and Q5_1
 * move to the byte of their weight. Missing rows of the last panel are zero. */
#include "panels.h"

#include "half.h"

static const uint8_t zeros[256]; /* a row that is not there */

size_t lk_panel_bytes(int type, size_t columns) {
    const size_t blocks = columns / LK_BLOCK, pairs = (blocks + 1) / 2, supers = columns / LK_SUPER;
    switch (type) {
        case LK_F32: return columns * 64;
        case LK_F16: case LK_BF16: return columns * 32;
        case LK_Q4_0: return pairs * sizeof(lk_panel_q4_0);
        case LK_Q4_1: return blocks * sizeof(lk_panel_q4_1);
        case LK_Q5_0: return pairs * sizeof(lk_panel_q5_0);
        case LK_Q5_1: return blocks * sizeof(lk_panel_q5_1);
        case LK_Q8_0: return pairs * sizeof(lk_panel_q8_0);
        case LK_Q2_K: return supers * sizeof(lk_panel_q2_K);
        case LK_Q3_K: return supers * sizeof(lk_panel_q3_K);
        case LK_Q4_K: return supers * sizeof(lk_panel_q4_K);
        case LK_Q5_K: return supers * sizeof(lk_panel_q5_K);
        case LK_Q6_K: return supers * sizeof(lk_panel_q6_K);
        default: return 0;
    }
}

/* words: (count, 16) of four bytes, `step` apart, from `bytes` of row r. */
static inline void scatter_apart(uint8_t *words, size_t step, const void *bytes, int count, int r) {
    for (int i = 0; i < count; i++) memcpy(words + step * i + 4 * r, (const uint8_t *)bytes + 4 * i, 4);
}

static inline void scatter(uint8_t *words, const void *bytes, int count, int r) {
    scatter_apart(words, 64, bytes, count, r);
}

/* Bit 4 g + c of the file goes to bit g of byte c. */
static inline void scatter_fifth_bits(uint8_t *bits, const uint8_t *h, int r) {
    uint32_t all;
    memcpy(&all, h, 4);
    for (int c = 0; c < 4; c++) {
        uint32_t x = (all >> c) & 0x11111111u;
        x = (x | (x >> 3)) & 0x03030303u;
        x = (x | (x >> 6)) & 0x000F000Fu;
        bits[4 * r + c] = (uint8_t)(x | (x >> 12));
    }
}

static void pack_q4_0(lk_panel_q4_0 *p, const lk_q4_0 *w, int half, int r) {
    p->d[half][r] = w->d;
    scatter(p->q[half], w->q, 4, r);
}

static void pack_q4_1(lk_panel_q4_1 *p, const lk_q4_1 *w, int r) {
    p->d[r] = w->d;
    p->m[r] = w->m;
    scatter(p->q, w->q, 4, r);
}

static void pack_q5_0(lk_panel_q5_0 *p, const lk_q5_0 *w, int half, int r) {
    p->d[half][r] = w->d;
    scatter_fifth_bits(p->h[half], w->h, r);
    scatter(p->q[half], w->q, 4, r);
}

static void pack_q5_1(lk_panel_q5_1 *p, const lk_q5_1 *w, int r) {
    p->d[r] = w->d;
    p->m[r] = w->m;
    scatter_fifth_bits(p->h, w->h, r);
    scatter(p->q, w->q, 4, r);
}

static void pack_q2_K(lk_panel_q2_K *p, const lk_q2_K *w, int r) {
    p->d[r] = w->d;
    p->dmin[r] = w->dmin;
    for (int g = 0; g < 16; g++) p->s[16 * g + r] = w->s[g];
    scatter(p->q, w->q, 16, r);
}

static void pack_q3_K(lk_panel_q3_K *p, const lk_q3_K *w, int r) {
    p->d[r] = w->d;
    for (int g = 0; g < 16; g++) p->s[16 * g + r] = (int8_t)lk_q3_scale(w->s, g);
    scatter_apart(p->low[0].h, sizeof p->low[0], w->h, 8, r);
    scatter_apart(p->low[0].q, sizeof p->low[0], w->q, 8, r);
    scatter(p->high[0], w->q + 32, 8, r);
}

static void pack_q4_K(lk_panel_q4_K *p, const lk_q4_K *w, int r) {
    p->d[r] = w->d;
    p->dmin[r] = w->dmin;
    for (int g = 0; g < 8; g++) lk_scale_and_min(w->s, g, &p->s[16 * g + r], &p->m[16 * g + r]);
    scatter(p->q, w->q, 32, r);
}

static void pack_q5_K(lk_panel_q5_K *p, const lk_q5_K *w, int r) {
    p->d[r] = w->d;
    p->dmin[r] = w->dmin;
    for (int g = 0; g < 8; g++) lk_scale_and_min(w->s, g, &p->s[16 * g + r], &p->m[16 * g + r]);
    scatter_apart(p->low[0].h, sizeof p->low[0], w->h, 8, r);
    scatter_apart(p->low[0].q, sizeof p->low[0], w->q, 8, r);
    scatter(p->high[0][0], w->q + 32, 24, r);
}

static void pack_q6_K(lk_panel_q6_K *p, const lk_q6_K *w, int r) {
    p->d[r] = w->d;
    for (int g = 0; g < 16; g++) p->s[16 * g + r] = w->s[g];
    for (int half = 0; half < 2; half++) {
        const size_t step = sizeof p->q[half][0];
        scatter_apart(p->q[half][0].lo[0], step, w->lo + 64 * half, 8, r);
        scatter_apart(p->q[half][0].lo[1], step, w->lo + 64 * half + 32, 8, r);
        scatter_apart(p->q[half][0].hi, step, w->hi + 32 * half, 8, r);
    }
}

static void pack_q8_0(lk_panel_q8_0 *p, const lk_q8_0 *w, int half, int r) {
    p->d[half][r] = w->d;
    for (int i = 0; i < 8; i++) {
        uint32_t word;
        memcpy(&word, w->q + 4 * i, 4);
        word ^= 0x80808080u;
        memcpy(p->q[half] + 64 * i + 4 * r, &word, 4);
    }
}

void lk_pack_panel(void *panel, const void *w, int type, size_t row_bytes, size_t rows, size_t columns) {
    const size_t blocks = columns / LK_BLOCK, supers = columns / LK_SUPER;
    if (type == LK_F32 || type == LK_F16 || type == LK_BF16) {
        const size_t size = type == LK_F32 ? 4 : 2;
        for (size_t c = 0; c < columns; c++) {
            uint8_t *column = (uint8_t *)panel + 16 * size * c;
            for (size_t r = 0; r < 16; r++) {
                if (r < rows) memcpy(column + size * r, (const uint8_t *)w + r * row_bytes + size * c, size);
                else memset(column + size * r, 0, size);
            }
        }
        return;
    }
    /* Block by block, so that a panel is written once from start to end. */
#define ROW(TYPE, B, R)                                                                                              \
    ((R) < rows ? (const lk_##TYPE *)((const uint8_t *)w + (R) * row_bytes) + (B) : (const lk_##TYPE *)(const void *)zeros)
#define PACK(TYPE, COUNT)                                                                                            \
    for (size_t b = 0; b < (COUNT); b++) {                                                                           \
        for (size_t r = 0; r < 16; r++) pack_##TYPE((lk_panel_##TYPE *)panel + b, ROW(TYPE, b, r), (int)r);          \
    }                                                                                                                \
    break
#define PACK_PAIRS(TYPE)                                                                                             \
    for (size_t b = 0; b < blocks; b++) {                                                                            \
        for (size_t r = 0; r < 16; r++) {                                                                            \
            pack_##TYPE((lk_panel_##TYPE *)panel + b / 2, ROW(TYPE, b, r), (int)(b % 2), (int)r);                    \
        }                                                                                                            \
    }                                                                                                                \
    break
    switch (type) {
        case LK_Q4_0: PACK_PAIRS(q4_0);
        case LK_Q4_1: PACK(q4_1, blocks);
        case LK_Q5_0: PACK_PAIRS(q5_0);
        case LK_Q5_1: PACK(q5_1, blocks);
        case LK_Q8_0: PACK_PAIRS(q8_0);
        case LK_Q2_K: PACK(q2_K, supers);
        case LK_Q3_K: PACK(q3_K, supers);
        case LK_Q4_K: PACK(q4_K, supers);
        case LK_Q5_K: PACK(q5_K, supers);
        case LK_Q6_K: PACK(q6_K, supers);
    }
#undef PACK
#undef PACK_PAIRS
#undef ROW
}
