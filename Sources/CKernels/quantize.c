/* Floats to block types. The types of 32 weights are rounded as ggml's reference does; the K types find each group's
 * scale from its extremes and then try a few smaller ones, keeping the least squared error. */
#include <math.h>
#include "half.h"
#include "lectern_kernels.h"
#include "quant_blocks.h"

static int clamp(int x, int low, int high) { return x < low ? low : x > high ? high : x; }

/* The value of largest magnitude, with its sign. */
static float extreme(const float *x, int n) {
    float largest = 0.0f;
    for (int i = 0; i < n; i++) {
        if (fabsf(x[i]) > fabsf(largest)) largest = x[i];
    }
    return largest;
}

static void range(const float *x, int n, float *low, float *high) {
    *low = *high = x[0];
    for (int i = 1; i < n; i++) {
        *low = fminf(*low, x[i]);
        *high = fmaxf(*high, x[i]);
    }
}

static void to_q8_0(lk_q8_0 *w, const float *x) {
    const float d = fabsf(extreme(x, 32)) / 127.0f, inverse = d > 0.0f ? 1.0f / d : 0.0f;
    w->d = lk_to_half(d);
    for (int j = 0; j < 32; j++) w->q[j] = (int8_t)roundf(x[j] * inverse);
}

static void to_q4_0(lk_q4_0 *w, const float *x) {
    const float d = extreme(x, 32) / -8.0f, inverse = d != 0.0f ? 1.0f / d : 0.0f;
    w->d = lk_to_half(d);
    for (int j = 0; j < 16; j++) {
        const int low = clamp((int)(x[j] * inverse + 8.5f), 0, 15), high = clamp((int)(x[j + 16] * inverse + 8.5f), 0, 15);
        w->q[j] = (uint8_t)(low | high << 4);
    }
}

static void to_q4_1(lk_q4_1 *w, const float *x) {
    float low, high;
    range(x, 32, &low, &high);
    const float d = (high - low) / 15.0f, inverse = d != 0.0f ? 1.0f / d : 0.0f;
    w->d = lk_to_half(d);
    w->m = lk_to_half(low);
    for (int j = 0; j < 16; j++) {
        const int a = clamp((int)((x[j] - low) * inverse + 0.5f), 0, 15);
        const int b = clamp((int)((x[j + 16] - low) * inverse + 0.5f), 0, 15);
        w->q[j] = (uint8_t)(a | b << 4);
    }
}

static void put_five_bits(uint8_t *q, uint8_t *h, const int *value) {
    uint32_t bits = 0;
    for (int j = 0; j < 16; j++) {
        q[j] = (uint8_t)((value[j] & 15) | (value[j + 16] & 15) << 4);
        bits |= (uint32_t)(value[j] >> 4) << j | (uint32_t)(value[j + 16] >> 4) << (j + 16);
    }
    memcpy(h, &bits, 4);
}

static void to_q5_0(lk_q5_0 *w, const float *x) {
    const float d = extreme(x, 32) / -16.0f, inverse = d != 0.0f ? 1.0f / d : 0.0f;
    int value[32];
    for (int j = 0; j < 32; j++) value[j] = clamp((int)(x[j] * inverse + 16.5f), 0, 31);
    w->d = lk_to_half(d);
    put_five_bits(w->q, w->h, value);
}

static void to_q5_1(lk_q5_1 *w, const float *x) {
    float low, high;
    range(x, 32, &low, &high);
    const float d = (high - low) / 31.0f, inverse = d != 0.0f ? 1.0f / d : 0.0f;
    int value[32];
    for (int j = 0; j < 32; j++) value[j] = clamp((int)((x[j] - low) * inverse + 0.5f), 0, 31);
    w->d = lk_to_half(d);
    w->m = lk_to_half(low);
    put_five_bits(w->q, w->h, value);
}

/* Scale s and minimum m >= 0 of a group so that x is about s * q - m with q in 0 ... top. */
static void fit_unsigned(const float *x, int n, int top, float *scale, float *min) {
    float low, high;
    range(x, n, &low, &high);
    low = fminf(low, 0.0f);
    *min = -low;
    *scale = (high - low) / (float)top;
    float best = INFINITY;
    for (int step = 0; step < 8 && high > low; step++) {
        const float s = (high - low) / ((float)top + 0.15f * (float)step);
        float error = 0.0f;
        for (int i = 0; i < n; i++) {
            const float q = (float)clamp((int)lrintf((x[i] - low) / s), 0, top), e = s * q + low - x[i];
            error += e * e;
        }
        if (error < best) {
            best = error;
            *scale = s;
        }
    }
}

/* Scale of a group so that x is about scale * q with q in -half ... half - 1. */
static float fit_signed(const float *x, int n, int half) {
    const float largest = extreme(x, n);
    if (largest == 0.0f) return 0.0f;
    float best = INFINITY, scale = 0.0f;
    for (int step = -2; step < 6; step++) {
        const float s = largest / (-(float)half - 0.1f * (float)step);
        float error = 0.0f;
        for (int i = 0; i < n; i++) {
            const float e = s * (float)clamp((int)lrintf(x[i] / s), -half, half - 1) - x[i];
            error += e * e;
        }
        if (error < best) {
            best = error;
            scale = s;
        }
    }
    return scale;
}

static float largest_of(const float *x, int n) {
    float largest = 0.0f;
    for (int i = 0; i < n; i++) largest = fmaxf(largest, x[i]);
    return largest;
}

/* Scales and minima of `groups` groups in small whole numbers up to `top`, with their common factors. */
static void share_factors(const float *scale, const float *min, int groups, int top, uint16_t *d, uint16_t *dmin,
                          uint8_t *s, uint8_t *m) {
    *d = lk_to_half(largest_of(scale, groups) / (float)top);
    *dmin = lk_to_half(largest_of(min, groups) / (float)top);
    const float of_d = lk_half(*d), of_min = lk_half(*dmin);
    for (int g = 0; g < groups; g++) {
        s[g] = (uint8_t)(of_d > 0.0f ? clamp((int)lrintf(scale[g] / of_d), 0, top) : 0);
        m[g] = (uint8_t)(of_min > 0.0f ? clamp((int)lrintf(min[g] / of_min), 0, top) : 0);
    }
}

static int nearest(float x, float scale, float min, int top) {
    return scale > 0.0f ? clamp((int)lrintf((x + min) / scale), 0, top) : 0;
}

static void put_scales_and_mins(uint8_t *packed, const uint8_t *s, const uint8_t *m) {
    for (int j = 0; j < 4; j++) {
        packed[j] = (uint8_t)(s[j] | (s[j + 4] >> 4) << 6);
        packed[j + 4] = (uint8_t)(m[j] | (m[j + 4] >> 4) << 6);
        packed[j + 8] = (uint8_t)((s[j + 4] & 15) | (m[j + 4] & 15) << 4);
    }
}

/* The whole numbers of q4_K (top 15) and q5_K (top 31). */
static void fit_k(const float *x, int top, uint16_t *d, uint16_t *dmin, uint8_t *packed, uint8_t *value) {
    float scale[8], min[8];
    uint8_t s[8], m[8];
    for (int g = 0; g < 8; g++) fit_unsigned(x + 32 * g, 32, top, scale + g, min + g);
    share_factors(scale, min, 8, 63, d, dmin, s, m);
    put_scales_and_mins(packed, s, m);
    for (int i = 0; i < 256; i++) {
        const int g = i / 32;
        value[i] = (uint8_t)nearest(x[i], lk_half(*d) * (float)s[g], lk_half(*dmin) * (float)m[g], top);
    }
}

static void to_q4_K(lk_q4_K *w, const float *x) {
    uint8_t value[256];
    fit_k(x, 15, &w->d, &w->dmin, w->s, value);
    for (int i = 0; i < 128; i++) {
        const int from = 64 * (i / 32) + i % 32;
        w->q[i] = (uint8_t)(value[from] | value[from + 32] << 4);
    }
}

static void to_q5_K(lk_q5_K *w, const float *x) {
    uint8_t value[256];
    fit_k(x, 31, &w->d, &w->dmin, w->s, value);
    memset(w->h, 0, sizeof w->h);
    for (int i = 0; i < 128; i++) {
        const int from = 64 * (i / 32) + i % 32;
        w->q[i] = (uint8_t)((value[from] & 15) | (value[from + 32] & 15) << 4);
    }
    for (int i = 0; i < 256; i++) w->h[i % 32] |= (uint8_t)((value[i] >> 4) << (i / 32));
}

static void to_q2_K(lk_q2_K *w, const float *x) {
    float scale[16], min[16];
    uint8_t s[16], m[16];
    for (int g = 0; g < 16; g++) fit_unsigned(x + 16 * g, 16, 3, scale + g, min + g);
    share_factors(scale, min, 16, 15, &w->d, &w->dmin, s, m);
    memset(w->q, 0, sizeof w->q);
    for (int g = 0; g < 16; g++) {
        w->s[g] = (uint8_t)(s[g] | m[g] << 4);
        for (int j = 0; j < 16; j++) {
            const int value = nearest(x[16 * g + j], lk_half(w->d) * (float)s[g], lk_half(w->dmin) * (float)m[g], 3);
            w->q[32 * (g / 8) + 16 * (g & 1) + j] |= (uint8_t)(value << (2 * ((g % 8) / 2)));
        }
    }
}

/* Signed scales of sixteen groups in whole numbers from -top to top - 1. */
static void share_factor(const float *scale, int top, uint16_t *d, int *s) {
    const float largest = extreme(scale, 16);
    *d = lk_to_half(largest / -(float)top);
    const float factor = lk_half(*d);
    for (int g = 0; g < 16; g++) s[g] = factor != 0.0f ? clamp((int)lrintf(scale[g] / factor), -top, top - 1) : 0;
}

static int nearest_signed(float x, float scale, int half) {
    return scale != 0.0f ? clamp((int)lrintf(x / scale), -half, half - 1) : 0;
}

static void to_q3_K(lk_q3_K *w, const float *x) {
    float scale[16];
    int s[16];
    for (int g = 0; g < 16; g++) scale[g] = fit_signed(x + 16 * g, 16, 4);
    share_factor(scale, 32, &w->d, s);
    memset(w->h, 0, sizeof w->h);
    memset(w->q, 0, sizeof w->q);
    memset(w->s, 0, sizeof w->s);
    for (int g = 0; g < 16; g++) {
        const int six = s[g] + 32;
        w->s[g % 8] |= (uint8_t)(g < 8 ? six & 15 : (six & 15) << 4);
        w->s[8 + (g & 3)] |= (uint8_t)((six >> 4) << (2 * (g >> 2)));
        for (int j = 0; j < 16; j++) {
            const int value = nearest_signed(x[16 * g + j], lk_half(w->d) * (float)s[g], 4) + 4;
            w->q[32 * (g / 8) + 16 * (g & 1) + j] |= (uint8_t)((value & 3) << (2 * ((g % 8) / 2)));
            w->h[16 * (g & 1) + j] |= (uint8_t)((value >> 2) << (g / 2));
        }
    }
}

static void to_q6_K(lk_q6_K *w, const float *x) {
    float scale[16];
    int s[16];
    for (int g = 0; g < 16; g++) scale[g] = fit_signed(x + 16 * g, 16, 32);
    share_factor(scale, 128, &w->d, s);
    memset(w->lo, 0, sizeof w->lo);
    memset(w->hi, 0, sizeof w->hi);
    for (int g = 0; g < 16; g++) w->s[g] = (int8_t)s[g];
    for (int i = 0; i < 256; i++) {
        const int half = i / 128, part = i % 128 / 32, j = i % 32;
        const int value = nearest_signed(x[i], lk_half(w->d) * (float)s[i / 16], 32) + 32;
        w->lo[64 * half + 32 * (part & 1) + j] |= (uint8_t)((value & 15) << (part < 2 ? 0 : 4));
        w->hi[32 * half + j] |= (uint8_t)((value >> 4) << (2 * part));
    }
}

bool lk_quantize_to_row(void *w, const float *x, int type, size_t columns) {
    const size_t blocks = columns / LK_BLOCK, supers = columns / LK_SUPER;
    switch (type) {
        case LK_F32: memcpy(w, x, columns * sizeof(float)); return true;
        case LK_F16: for (size_t c = 0; c < columns; c++) ((uint16_t *)w)[c] = lk_to_half(x[c]); return true;
        case LK_BF16: for (size_t c = 0; c < columns; c++) ((uint16_t *)w)[c] = lk_to_bfloat(x[c]); return true;
        case LK_Q4_0: for (size_t b = 0; b < blocks; b++) to_q4_0((lk_q4_0 *)w + b, x + 32 * b); return true;
        case LK_Q4_1: for (size_t b = 0; b < blocks; b++) to_q4_1((lk_q4_1 *)w + b, x + 32 * b); return true;
        case LK_Q5_0: for (size_t b = 0; b < blocks; b++) to_q5_0((lk_q5_0 *)w + b, x + 32 * b); return true;
        case LK_Q5_1: for (size_t b = 0; b < blocks; b++) to_q5_1((lk_q5_1 *)w + b, x + 32 * b); return true;
        case LK_Q8_0: for (size_t b = 0; b < blocks; b++) to_q8_0((lk_q8_0 *)w + b, x + 32 * b); return true;
        case LK_Q2_K: for (size_t b = 0; b < supers; b++) to_q2_K((lk_q2_K *)w + b, x + 256 * b); return true;
        case LK_Q3_K: for (size_t b = 0; b < supers; b++) to_q3_K((lk_q3_K *)w + b, x + 256 * b); return true;
        case LK_Q4_K: for (size_t b = 0; b < supers; b++) to_q4_K((lk_q4_K *)w + b, x + 256 * b); return true;
        case LK_Q5_K: for (size_t b = 0; b < supers; b++) to_q5_K((lk_q5_K *)w + b, x + 256 * b); return true;
        case LK_Q6_K: for (size_t b = 0; b < supers; b++) to_q6_K((lk_q6_K *)w + b, x + 256 * b); return true;
        default: return false;
    }
}
