/* Weights as files hold them, turned into floats: the definition of every type. */
#include "half.h"
#include "lectern_kernels.h"
#include "quant_blocks.h"

float lk_half_to_float(uint16_t half) { return lk_half(half); }
uint16_t lk_float_to_half(float value) { return lk_to_half(value); }
uint16_t lk_float_to_bfloat(float value) { return lk_to_bfloat(value); }

static void row_q4_0(float *out, const lk_q4_0 *w) {
    const float d = lk_half(w->d);
    for (int j = 0; j < 16; j++) {
        out[j] = d * (float)((w->q[j] & 15) - 8);
        out[j + 16] = d * (float)((w->q[j] >> 4) - 8);
    }
}

static void row_q4_1(float *out, const lk_q4_1 *w) {
    const float d = lk_half(w->d), m = lk_half(w->m);
    for (int j = 0; j < 16; j++) {
        out[j] = d * (float)(w->q[j] & 15) + m;
        out[j + 16] = d * (float)(w->q[j] >> 4) + m;
    }
}

static void row_q5_0(float *out, const lk_q5_0 *w) {
    const float d = lk_half(w->d);
    uint32_t h;
    memcpy(&h, w->h, 4);
    for (int j = 0; j < 16; j++) {
        out[j] = d * (float)((int)((w->q[j] & 15) | (((h >> j) & 1) << 4)) - 16);
        out[j + 16] = d * (float)((int)((w->q[j] >> 4) | (((h >> (j + 16)) & 1) << 4)) - 16);
    }
}

static void row_q5_1(float *out, const lk_q5_1 *w) {
    const float d = lk_half(w->d), m = lk_half(w->m);
    uint32_t h;
    memcpy(&h, w->h, 4);
    for (int j = 0; j < 16; j++) {
        out[j] = d * (float)((w->q[j] & 15) | (((h >> j) & 1) << 4)) + m;
        out[j + 16] = d * (float)((w->q[j] >> 4) | (((h >> (j + 16)) & 1) << 4)) + m;
    }
}

static void row_q8_0(float *out, const lk_q8_0 *w) {
    const float d = lk_half(w->d);
    for (int j = 0; j < 32; j++) out[j] = d * (float)w->q[j];
}

/* Group g of 16 weights: bits of half g / 8, shift by g's pair, first or second sixteen bytes. */
static void row_q2_K(float *out, const lk_q2_K *w) {
    const float d = lk_half(w->d), dmin = lk_half(w->dmin);
    for (int g = 0; g < 16; g++) {
        const uint8_t *q = w->q + 32 * (g / 8) + 16 * (g & 1);
        const int shift = 2 * ((g % 8) / 2);
        const float scale = d * (float)(w->s[g] & 15), min = dmin * (float)(w->s[g] >> 4);
        for (int j = 0; j < 16; j++) out[16 * g + j] = scale * (float)((q[j] >> shift) & 3) - min;
    }
}

static void row_q3_K(float *out, const lk_q3_K *w) {
    const float d = lk_half(w->d);
    for (int g = 0; g < 16; g++) {
        const uint8_t *q = w->q + 32 * (g / 8) + 16 * (g & 1), *h = w->h + 16 * (g & 1);
        const int shift = 2 * ((g % 8) / 2);
        const float scale = d * (float)lk_q3_scale(w->s, g);
        for (int j = 0; j < 16; j++) {
            const int value = ((q[j] >> shift) & 3) - ((h[j] >> (g / 2)) & 1 ? 0 : 4);
            out[16 * g + j] = scale * (float)value;
        }
    }
}

static void row_q4_K(float *out, const lk_q4_K *w) {
    const float d = lk_half(w->d), dmin = lk_half(w->dmin);
    for (int g = 0; g < 8; g++) {
        uint8_t s, m;
        lk_scale_and_min(w->s, g, &s, &m);
        const float scale = d * (float)s, min = dmin * (float)m;
        const uint8_t *q = w->q + 32 * (g / 2);
        for (int j = 0; j < 32; j++) out[32 * g + j] = scale * (float)(g & 1 ? q[j] >> 4 : q[j] & 15) - min;
    }
}

static void row_q5_K(float *out, const lk_q5_K *w) {
    const float d = lk_half(w->d), dmin = lk_half(w->dmin);
    for (int g = 0; g < 8; g++) {
        uint8_t s, m;
        lk_scale_and_min(w->s, g, &s, &m);
        const float scale = d * (float)s, min = dmin * (float)m;
        const uint8_t *q = w->q + 32 * (g / 2);
        for (int j = 0; j < 32; j++) {
            const int low = g & 1 ? q[j] >> 4 : q[j] & 15;
            out[32 * g + j] = scale * (float)(low | (((w->h[j] >> g) & 1) << 4)) - min;
        }
    }
}

static void row_q6_K(float *out, const lk_q6_K *w) {
    const float d = lk_half(w->d);
    for (int g = 0; g < 8; g++) { /* 32 weights each */
        const int half = g / 4, part = g % 4;
        const uint8_t *lo = w->lo + 64 * half + 32 * (part & 1), *hi = w->hi + 32 * half;
        for (int j = 0; j < 32; j++) {
            const int low = part < 2 ? lo[j] & 15 : lo[j] >> 4;
            const int value = (low | (((hi[j] >> (2 * part)) & 3) << 4)) - 32;
            out[32 * g + j] = d * (float)w->s[8 * half + 2 * part + j / 16] * (float)value;
        }
    }
}

void lk_dequantize_row(float *out, const void *w, int type, size_t columns) {
    const size_t blocks = columns / LK_BLOCK, supers = columns / LK_SUPER;
    switch (type) {
        case LK_F32: memcpy(out, w, columns * sizeof(float)); break;
        case LK_F16: for (size_t c = 0; c < columns; c++) out[c] = lk_half(((const uint16_t *)w)[c]); break;
        case LK_BF16: for (size_t c = 0; c < columns; c++) out[c] = lk_bfloat(((const uint16_t *)w)[c]); break;
        case LK_Q4_0: for (size_t b = 0; b < blocks; b++) row_q4_0(out + 32 * b, (const lk_q4_0 *)w + b); break;
        case LK_Q4_1: for (size_t b = 0; b < blocks; b++) row_q4_1(out + 32 * b, (const lk_q4_1 *)w + b); break;
        case LK_Q5_0: for (size_t b = 0; b < blocks; b++) row_q5_0(out + 32 * b, (const lk_q5_0 *)w + b); break;
        case LK_Q5_1: for (size_t b = 0; b < blocks; b++) row_q5_1(out + 32 * b, (const lk_q5_1 *)w + b); break;
        case LK_Q8_0: for (size_t b = 0; b < blocks; b++) row_q8_0(out + 32 * b, (const lk_q8_0 *)w + b); break;
        case LK_Q2_K: for (size_t b = 0; b < supers; b++) row_q2_K(out + 256 * b, (const lk_q2_K *)w + b); break;
        case LK_Q3_K: for (size_t b = 0; b < supers; b++) row_q3_K(out + 256 * b, (const lk_q3_K *)w + b); break;
        case LK_Q4_K: for (size_t b = 0; b < supers; b++) row_q4_K(out + 256 * b, (const lk_q4_K *)w + b); break;
        case LK_Q5_K: for (size_t b = 0; b < supers; b++) row_q5_K(out + 256 * b, (const lk_q5_K *)w + b); break;
        case LK_Q6_K: for (size_t b = 0; b < supers; b++) row_q6_K(out + 256 * b, (const lk_q6_K *)w + b); break;
    }
}
