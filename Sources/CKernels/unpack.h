/* Panels of block types opened for the products: q (blocks, 8, 64) unsigned bytes, scale and min (groups, 16)
 * floats, where a weight is scale * (q - 2^shift) or scale * q - min. Included by each level. */

typedef struct {
    const uint8_t *q; /* (blocks of 32 columns, 8, 64) */
    const float *scale;
    const float *min; /* NULL: none */
    int shift;        /* the zero point is 2^shift; -1: none */
    int halves;       /* scales belong to 16 columns instead of 32 */
} lk_open_panel;

LK_INLINE void halves_to_floats(float *out, const uint16_t *h, int negate) {
    const lk_v16 value = half_v16(*(const lk_h16 *)h);
    store(out, negate ? -value : value);
}

/* out: (groups, 16) floats = d: (16) halves times s: (groups, 16) small numbers. */
LK_INLINE void scale_groups(float *out, const uint16_t *d, const uint8_t *s, int groups, int shift, int mask) {
    const lk_v16 factor = half_v16(*(const lk_h16 *)d);
    for (int g = 0; g < groups; g++) {
        const lk_i16 value = (__builtin_convertvector(*(const lk_u16 *)(s + 16 * g), lk_i16) >> shift) & mask;
        store(out + 16 * g, to_float(value) * factor);
    }
}

LK_INLINE void scale_signed_groups(float *out, const uint16_t *d, const int8_t *s, int groups) {
    const lk_v16 factor = half_v16(*(const lk_h16 *)d);
    for (int g = 0; g < groups; g++) {
        store(out + 16 * g, to_float(__builtin_convertvector(*(const lk_b16 *)(s + 16 * g), lk_i16)) * factor);
    }
}

LK_INLINE void split_nibbles(uint8_t *restrict low, uint8_t *restrict high, const uint8_t *restrict q, int count) {
    for (int i = 0; i < count; i++) {
        low[i] = q[i] & 15;
        high[i] = q[i] >> 4;
    }
}

LK_INLINE void add_bits(uint8_t *restrict q, const uint8_t *restrict h, int bit, int mask, int place, int count) {
    for (int i = 0; i < count; i++) q[i] |= (uint8_t)(((h[i] >> bit) & mask) << place);
}

static void open_q4_0(uint8_t *q, float *scale, const lk_panel_q4_0 *p, size_t blocks) {
    for (size_t b = 0; b < blocks; b++) {
        halves_to_floats(scale + 16 * b, p[b].d, 0);
        split_nibbles(q + 512 * b, q + 512 * b + 256, p[b].q, 256);
    }
}

static void open_q4_1(uint8_t *q, float *scale, float *min, const lk_panel_q4_1 *p, size_t blocks) {
    for (size_t b = 0; b < blocks; b++) {
        halves_to_floats(scale + 16 * b, p[b].d, 0);
        halves_to_floats(min + 16 * b, p[b].m, 1);
        split_nibbles(q + 512 * b, q + 512 * b + 256, p[b].q, 256);
    }
}

static void open_q5_0(uint8_t *q, float *scale, const lk_panel_q5_0 *p, size_t blocks) {
    for (size_t b = 0; b < blocks; b++) {
        halves_to_floats(scale + 16 * b, p[b].d, 0);
        split_nibbles(q + 512 * b, q + 512 * b + 256, p[b].q, 256);
        for (int g = 0; g < 8; g++) add_bits(q + 512 * b + 64 * g, p[b].h, g, 1, 4, 64);
    }
}

static void open_q5_1(uint8_t *q, float *scale, float *min, const lk_panel_q5_1 *p, size_t blocks) {
    for (size_t b = 0; b < blocks; b++) {
        halves_to_floats(scale + 16 * b, p[b].d, 0);
        halves_to_floats(min + 16 * b, p[b].m, 1);
        split_nibbles(q + 512 * b, q + 512 * b + 256, p[b].q, 256);
        for (int g = 0; g < 8; g++) add_bits(q + 512 * b + 64 * g, p[b].h, g, 1, 4, 64);
    }
}

/* Two bits a weight: blocks of 32 columns b of a half share its 8 words; block b has bits 2 b and 2 b + 1. */
LK_INLINE void split_crumbs(uint8_t *restrict q, const uint8_t *restrict packed) {
    for (int half = 0; half < 2; half++) {
        for (int b = 0; b < 4; b++) {
            uint8_t *to = q + 512 * (4 * half + b);
            const uint8_t *from = packed + 512 * half;
            for (int i = 0; i < 512; i++) to[i] = (from[i] >> (2 * b)) & 3;
        }
    }
}

static void open_q2_K(uint8_t *q, float *scale, float *min, const lk_panel_q2_K *p, size_t supers) {
    for (size_t b = 0; b < supers; b++) {
        scale_groups(scale + 256 * b, p[b].d, p[b].s, 16, 0, 15);
        scale_groups(min + 256 * b, p[b].dmin, p[b].s, 16, 4, 15);
        split_crumbs(q + 4096 * b, p[b].q);
    }
}

static void open_q3_K(uint8_t *q, float *scale, const lk_panel_q3_K *p, size_t supers) {
    for (size_t b = 0; b < supers; b++) {
        scale_signed_groups(scale + 256 * b, p[b].d, p[b].s, 16);
        split_crumbs(q + 4096 * b, p[b].q);
        for (int g = 0; g < 8; g++) add_bits(q + 4096 * b + 512 * g, p[b].h, g, 1, 2, 512);
    }
}

static void open_q4_K(uint8_t *q, float *scale, float *min, const lk_panel_q4_K *p, size_t supers) {
    for (size_t b = 0; b < supers; b++) {
        scale_groups(scale + 128 * b, p[b].d, p[b].s, 8, 0, 255);
        scale_groups(min + 128 * b, p[b].dmin, p[b].m, 8, 0, 255);
        for (int g = 0; g < 4; g++) {
            uint8_t *to = q + 4096 * b + 1024 * g;
            split_nibbles(to, to + 512, p[b].q + 512 * g, 512);
        }
    }
}

static void open_q5_K(uint8_t *q, float *scale, float *min, const lk_panel_q5_K *p, size_t supers) {
    for (size_t b = 0; b < supers; b++) {
        scale_groups(scale + 128 * b, p[b].d, p[b].s, 8, 0, 255);
        scale_groups(min + 128 * b, p[b].dmin, p[b].m, 8, 0, 255);
        for (int g = 0; g < 4; g++) {
            uint8_t *to = q + 4096 * b + 1024 * g;
            split_nibbles(to, to + 512, p[b].q + 512 * g, 512);
        }
        for (int g = 0; g < 8; g++) add_bits(q + 4096 * b + 512 * g, p[b].h, g, 1, 4, 512);
    }
}

static void open_q6_K(uint8_t *q, float *scale, const lk_panel_q6_K *p, size_t supers) {
    for (size_t b = 0; b < supers; b++) {
        scale_signed_groups(scale + 256 * b, p[b].d, p[b].s, 16);
        for (int half = 0; half < 2; half++) {
            uint8_t *to = q + 4096 * b + 2048 * half;
            split_nibbles(to, to + 1024, p[b].lo + 1024 * half, 1024);
            for (int g = 0; g < 4; g++) add_bits(to + 512 * g, p[b].hi + 512 * half, 2 * g, 3, 4, 512);
        }
    }
}

/* scratch: lk_panel_scratch(columns) bytes, 64-byte aligned. */
static lk_open_panel open_panel(const void *panel, int type, size_t columns, uint8_t *scratch) {
    const size_t blocks = columns / LK_BLOCK, supers = columns / LK_SUPER;
    float *scale = (float *)(scratch + 16 * columns), *min = scale + columns;
    lk_open_panel open = {scratch, scale, NULL, -1, 0};
    switch (type) {
        case LK_Q4_0: open_q4_0(scratch, scale, panel, blocks); open.shift = 3; break;
        case LK_Q4_1: open_q4_1(scratch, scale, min, panel, blocks); open.min = min; break;
        case LK_Q5_0: open_q5_0(scratch, scale, panel, blocks); open.shift = 4; break;
        case LK_Q5_1: open_q5_1(scratch, scale, min, panel, blocks); open.min = min; break;
        case LK_Q8_0:
            for (size_t b = 0; b < blocks; b++) {
                halves_to_floats(scale + 16 * b, (const uint16_t *)((const uint8_t *)panel + 512 * blocks) + 16 * b, 0);
            }
            open.q = panel;
            open.shift = 7;
            break;
        case LK_Q2_K: open_q2_K(scratch, scale, min, panel, supers); open.min = min; open.halves = 1; break;
        case LK_Q3_K: open_q3_K(scratch, scale, panel, supers); open.shift = 2; open.halves = 1; break;
        case LK_Q4_K: open_q4_K(scratch, scale, min, panel, supers); open.min = min; break;
        case LK_Q5_K: open_q5_K(scratch, scale, min, panel, supers); open.min = min; break;
        case LK_Q6_K: open_q6_K(scratch, scale, panel, supers); open.shift = 5; open.halves = 1; break;
    }
    return open;
}
