/* Plain versions: the definition of every kernel, and what runs where nothing faster does. */
#include <math.h>
#include <string.h>
#include "kernel_table.h"
#include "quant_blocks.h"

float lk_half_to_float(uint16_t half) {
    const uint32_t sign = (uint32_t)(half & 0x8000) << 16;
    uint32_t exponent = (half >> 10) & 0x1F, mantissa = half & 0x3FF, bits;
    if (exponent == 0x1F) {
        bits = sign | 0x7F800000 | (mantissa << 13);
    } else if (exponent != 0) {
        bits = sign | ((exponent + 112) << 23) | (mantissa << 13);
    } else if (mantissa == 0) {
        bits = sign;
    } else { /* subnormal half: a normal float */
        exponent = 113;
        while (!(mantissa & 0x400)) {
            mantissa <<= 1;
            exponent--;
        }
        bits = sign | (exponent << 23) | ((mantissa & 0x3FF) << 13);
    }
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static void dequantize_f16(float *out, const uint16_t *w, size_t columns) {
    for (size_t c = 0; c < columns; c++) out[c] = lk_half_to_float(w[c]);
}

static void dequantize_q8_0(float *out, const void *w, size_t columns) {
    const lk_q8_0 *blocks = w;
    for (size_t b = 0; b < columns / LK_QK8_0; b++) {
        const float d = lk_half_to_float(blocks[b].d);
        for (size_t i = 0; i < LK_QK8_0; i++) out[b * LK_QK8_0 + i] = d * (float)blocks[b].q[i];
    }
}

static void tile(float *out, size_t out_stride, const float *w, size_t w_stride, const float *x, size_t x_stride,
                 size_t rows, size_t tokens, size_t columns) {
    for (size_t t = 0; t < tokens; t++) {
        for (size_t r = 0; r < rows; r++) {
            const float *w_r = w + r * w_stride, *x_t = x + t * x_stride;
            float sum = 0.0f;
            for (size_t c = 0; c < columns; c++) sum += w_r[c] * x_t[c];
            out[t * out_stride + r] = sum;
        }
    }
}

static void softmax(float *x, float scale, size_t n) {
    float largest = -INFINITY;
    for (size_t i = 0; i < n; i++) largest = fmaxf(largest, x[i] * scale);
    float sum = 0.0f;
    for (size_t i = 0; i < n; i++) {
        x[i] = expf(x[i] * scale - largest);
        sum += x[i];
    }
    for (size_t i = 0; i < n; i++) x[i] /= sum;
}

static void add_weighted(float *out, const float *p, const float *v, size_t v_stride, size_t n, size_t dimension) {
    for (size_t j = 0; j < n; j++) {
        for (size_t d = 0; d < dimension; d++) out[d] += p[j] * v[j * v_stride + d];
    }
}

const lk_kernels lk_portable_kernels = {dequantize_f16, dequantize_q8_0, tile, softmax, add_weighted};

void lk_rms_norm(float *out, const float *x, const float *weight, float epsilon, size_t n) {
    double sum = 0.0;
    for (size_t i = 0; i < n; i++) sum += (double)x[i] * (double)x[i];
    const float scale = (float)(1.0 / sqrt(sum / (double)n + (double)epsilon));
    for (size_t i = 0; i < n; i++) out[i] = x[i] * scale * weight[i];
}

void lk_swiglu(float *gate, const float *up, size_t n) {
    for (size_t i = 0; i < n; i++) gate[i] = gate[i] / (1.0f + expf(-gate[i])) * up[i];
}

void lk_rope(float *head, const float *cosine, const float *sine, bool interleaved, size_t pairs) {
    const size_t step = interleaved ? 2 : 1, distance = interleaved ? 1 : pairs;
    for (size_t p = 0; p < pairs; p++) {
        float *first = head + p * step, *second = first + distance;
        const float a = *first, b = *second;
        *first = a * cosine[p] - b * sine[p];
        *second = a * sine[p] + b * cosine[p];
    }
}
