/* What a panel of a block type holds, word by word: the definition of the layouts that pack.c writes, for all levels.
 * Columns come in blocks of 32, eight words of four columns each; a weight is
 *   scale * (q - 2^shift)    or    scale * q - min
 * with one scale for 32 columns, or for 16 where the type has halves. `type` is a constant in every loop. */

LK_INLINE lk_words load_words(const uint8_t *p) { return *(const lk_words *)p; }

LK_INLINE lk_words four_bytes(uint32_t byte) {
    const uint32_t x = byte * 0x01010101u;
    return (lk_words){x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x};
}

/* Some low bits of every byte, after a shift; what comes from the next byte is cut off. */
LK_INLINE lk_words bits_of(lk_words x, int shift, uint32_t mask) { return (x >> shift) & four_bytes(mask); }

LK_INLINE int zero_shift(int type) {
    switch (type) {
        case LK_Q8_0: return 7;
        case LK_Q6_K: return 5;
        case LK_Q5_0: return 4;
        case LK_Q4_0: return 3;
        case LK_Q3_K: return 2;
        default: return 0;
    }
}

LK_INLINE int has_min(int type) {
    return type == LK_Q4_1 || type == LK_Q5_1 || type == LK_Q2_K || type == LK_Q4_K || type == LK_Q5_K;
}

LK_INLINE int has_halves(int type) { return type == LK_Q2_K || type == LK_Q3_K || type == LK_Q6_K; }

LK_INLINE int has_supers(int type) { return has_halves(type) || type == LK_Q4_K || type == LK_Q5_K; }

/* Bytes (16, 4): four columns of sixteen rows, unsigned. */
LK_INLINE lk_words panel_word(int type, const uint8_t *panel, size_t b, int word) {
    const size_t super = b / 8;
    const int sub = (int)(b % 8), half = sub / 4, part = sub % 4;
    switch (type) {
        case LK_Q8_0: return load_words(((const lk_panel_q8_0 *)panel)[b / 2].q[b % 2] + 64 * word);
        case LK_Q4_0: {
            const lk_panel_q4_0 *p = (const lk_panel_q4_0 *)panel + b / 2;
            return bits_of(load_words(p->q[b % 2] + 64 * (word & 3)), word & 4, 15);
        }
        case LK_Q4_1: return bits_of(load_words(((const lk_panel_q4_1 *)panel)[b].q + 64 * (word & 3)), word & 4, 15);
        case LK_Q5_0: {
            const lk_panel_q5_0 *p = (const lk_panel_q5_0 *)panel + b / 2;
            return bits_of(load_words(p->q[b % 2] + 64 * (word & 3)), word & 4, 15) |
                bits_of(load_words(p->h[b % 2]), word, 1) << 4;
        }
        case LK_Q5_1: {
            const lk_panel_q5_1 *p = (const lk_panel_q5_1 *)panel + b;
            return bits_of(load_words(p->q + 64 * (word & 3)), word & 4, 15) | bits_of(load_words(p->h), word, 1) << 4;
        }
        case LK_Q2_K: return bits_of(load_words(((const lk_panel_q2_K *)panel)[super].q + 512 * half + 64 * word), 2 * part, 3);
        case LK_Q3_K: {
            const lk_panel_q3_K *p = (const lk_panel_q3_K *)panel + super;
            return bits_of(load_words(half == 0 ? p->low[word].q : p->high[word]), 2 * part, 3) |
                bits_of(load_words(p->low[word].h), sub, 1) << 2;
        }
        case LK_Q4_K: {
            const lk_panel_q4_K *p = (const lk_panel_q4_K *)panel + super;
            return bits_of(load_words(p->q + 512 * (sub / 2) + 64 * word), 4 * (sub & 1), 15);
        }
        case LK_Q5_K: {
            const lk_panel_q5_K *p = (const lk_panel_q5_K *)panel + super;
            return bits_of(load_words(sub < 2 ? p->low[word].q : p->high[sub / 2 - 1][word]), 4 * (sub & 1), 15) |
                bits_of(load_words(p->low[word].h), sub, 1) << 4;
        }
        default: { /* Q6_K */
            const lk_panel_q6_K *p = (const lk_panel_q6_K *)panel + super;
            return bits_of(load_words(p->q[half][word].lo[part & 1]), 4 * (part / 2), 15) |
                bits_of(load_words(p->q[half][word].hi), 2 * part, 3) << 4;
        }
    }
}

LK_INLINE lk_v16 halves_at(const uint16_t *h) { return half_v16(*(const lk_h16 *)h); }

LK_INLINE lk_v16 times_bytes(const uint16_t *d, const uint8_t *s, int shift, int mask) {
    return to_float((__builtin_convertvector(*(const lk_u16 *)s, lk_i16) >> shift) & mask) * halves_at(d);
}

LK_INLINE lk_v16 times_signed_bytes(const uint16_t *d, const int8_t *s) {
    return to_float(__builtin_convertvector(*(const lk_b16 *)s, lk_i16)) * halves_at(d);
}

/* Scales of sixteen rows for group `group` of 32 or 16 columns. */
LK_INLINE lk_v16 panel_scale(int type, const uint8_t *panel, size_t group) {
    switch (type) {
        case LK_Q8_0: return halves_at(((const lk_panel_q8_0 *)panel)[group / 2].d[group % 2]);
        case LK_Q4_0: return halves_at(((const lk_panel_q4_0 *)panel)[group / 2].d[group % 2]);
        case LK_Q4_1: return halves_at(((const lk_panel_q4_1 *)panel)[group].d);
        case LK_Q5_0: return halves_at(((const lk_panel_q5_0 *)panel)[group / 2].d[group % 2]);
        case LK_Q5_1: return halves_at(((const lk_panel_q5_1 *)panel)[group].d);
        case LK_Q2_K: {
            const lk_panel_q2_K *p = (const lk_panel_q2_K *)panel + group / 16;
            return times_bytes(p->d, p->s + 16 * (group % 16), 0, 15);
        }
        case LK_Q3_K: {
            const lk_panel_q3_K *p = (const lk_panel_q3_K *)panel + group / 16;
            return times_signed_bytes(p->d, p->s + 16 * (group % 16));
        }
        case LK_Q4_K: {
            const lk_panel_q4_K *p = (const lk_panel_q4_K *)panel + group / 8;
            return times_bytes(p->d, p->s + 16 * (group % 8), 0, 255);
        }
        case LK_Q5_K: {
            const lk_panel_q5_K *p = (const lk_panel_q5_K *)panel + group / 8;
            return times_bytes(p->d, p->s + 16 * (group % 8), 0, 255);
        }
        default: { /* Q6_K */
            const lk_panel_q6_K *p = (const lk_panel_q6_K *)panel + group / 16;
            return times_signed_bytes(p->d, p->s + 16 * (group % 16));
        }
    }
}

/* The same for what is subtracted, where the type has it. */
LK_INLINE lk_v16 panel_min(int type, const uint8_t *panel, size_t group) {
    switch (type) {
        case LK_Q4_1: return -halves_at(((const lk_panel_q4_1 *)panel)[group].m);
        case LK_Q5_1: return -halves_at(((const lk_panel_q5_1 *)panel)[group].m);
        case LK_Q2_K: {
            const lk_panel_q2_K *p = (const lk_panel_q2_K *)panel + group / 16;
            return times_bytes(p->dmin, p->s + 16 * (group % 16), 4, 15);
        }
        case LK_Q4_K: {
            const lk_panel_q4_K *p = (const lk_panel_q4_K *)panel + group / 8;
            return times_bytes(p->dmin, p->m + 16 * (group % 8), 0, 255);
        }
        case LK_Q5_K: {
            const lk_panel_q5_K *p = (const lk_panel_q5_K *)panel + group / 8;
            return times_bytes(p->dmin, p->m + 16 * (group % 8), 0, 255);
        }
        default: return splat(0.0f);
    }
}

/* A panel opened once for many tokens: q (blocks, 8, 64) bytes, or Q8_0's panel itself; scale and min (groups, 16)
 * floats. */
typedef struct {
    const uint8_t *q;
    const float *scale;
    const float *min;
} lk_open_panel;

LK_INLINE void open_as(int type, const uint8_t *panel, size_t blocks, uint8_t *q, float *scale, float *min) {
    const size_t groups = has_halves(type) ? 2 * blocks : blocks;
    for (size_t b = 0; b < blocks && type != LK_Q8_0; b++) {
        for (int word = 0; word < 8; word++) *(lk_words *)(q + 512 * b + 64 * word) = panel_word(type, panel, b, word);
    }
    for (size_t g = 0; g < groups; g++) {
        store(scale + 16 * g, panel_scale(type, panel, g));
        if (has_min(type)) store(min + 16 * g, panel_min(type, panel, g));
    }
}

/* The words of an opened panel. */
LK_INLINE lk_words open_word(int type, const lk_open_panel *w, size_t b, int word) {
    return type == LK_Q8_0 ? panel_word(LK_Q8_0, w->q, b, word) : load_words(w->q + 512 * b + 64 * word);
}

/* scratch: lk_product_scratch(columns) bytes, 64-byte aligned. */
static lk_open_panel open_panel(const uint8_t *panel, int type, size_t columns, uint8_t *scratch) {
    const size_t blocks = columns / LK_BLOCK;
    float *scale = (float *)(scratch + 16 * columns), *min = scale + columns;
    switch (type) {
        case LK_Q4_0: open_as(LK_Q4_0, panel, blocks, scratch, scale, min); break;
        case LK_Q4_1: open_as(LK_Q4_1, panel, blocks, scratch, scale, min); break;
        case LK_Q5_0: open_as(LK_Q5_0, panel, blocks, scratch, scale, min); break;
        case LK_Q5_1: open_as(LK_Q5_1, panel, blocks, scratch, scale, min); break;
        case LK_Q8_0: open_as(LK_Q8_0, panel, blocks, scratch, scale, min); break;
        case LK_Q2_K: open_as(LK_Q2_K, panel, blocks, scratch, scale, min); break;
        case LK_Q3_K: open_as(LK_Q3_K, panel, blocks, scratch, scale, min); break;
        case LK_Q4_K: open_as(LK_Q4_K, panel, blocks, scratch, scale, min); break;
        case LK_Q5_K: open_as(LK_Q5_K, panel, blocks, scratch, scale, min); break;
        case LK_Q6_K: open_as(LK_Q6_K, panel, blocks, scratch, scale, min); break;
    }
    return (lk_open_panel){type == LK_Q8_0 ? panel : scratch, scale, min};
}
