/* The same functions for AVX-512. */
#if defined(__x86_64__)
#include <immintrin.h>
#include <math.h>
#include "kernel_table.h"
#include "quant_blocks.h"

#define TARGET __attribute__((target("avx512f,avx512bw,avx512vl,f16c")))

TARGET static inline __mmask16 tail_mask(size_t rest) { return (__mmask16)((1u << rest) - 1u); }

TARGET static void dequantize_f16(float *out, const uint16_t *w, size_t columns) {
    size_t c = 0;
    for (; c + 16 <= columns; c += 16) {
        _mm512_storeu_ps(out + c, _mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)(w + c))));
    }
    for (; c < columns; c++) out[c] = lk_half_to_float(w[c]);
}

TARGET static void dequantize_q8_0(float *out, const void *w, size_t columns) {
    const lk_q8_0 *blocks = w;
    for (size_t b = 0; b < columns / LK_QK8_0; b++) {
        const __m512 d = _mm512_set1_ps(lk_half_to_float(blocks[b].d));
        for (size_t i = 0; i < LK_QK8_0; i += 16) {
            const __m128i q = _mm_loadu_si128((const __m128i *)(blocks[b].q + i));
            const __m512 value = _mm512_cvtepi32_ps(_mm512_cvtepi8_epi32(q));
            _mm512_storeu_ps(out + b * LK_QK8_0 + i, _mm512_mul_ps(d, value));
        }
    }
}

/* One element: sixteen running sums over the columns, then one fixed tree. */
TARGET static inline float dot(const float *w, const float *x, size_t columns) {
    __m512 sum = _mm512_setzero_ps();
    size_t c = 0;
    for (; c + 16 <= columns; c += 16) sum = _mm512_fmadd_ps(_mm512_loadu_ps(w + c), _mm512_loadu_ps(x + c), sum);
    if (c < columns) {
        const __mmask16 mask = tail_mask(columns - c);
        sum = _mm512_fmadd_ps(_mm512_maskz_loadu_ps(mask, w + c), _mm512_maskz_loadu_ps(mask, x + c), sum);
    }
    return _mm512_reduce_add_ps(sum);
}

/* Sixteen elements at once, each summed exactly as in dot. */
TARGET static void full_tile(float *out, size_t out_stride, const float *w, size_t w_stride, const float *x,
                             size_t x_stride, size_t columns) {
    __m512 sum[LK_TILE][LK_TILE];
    for (int t = 0; t < LK_TILE; t++) {
        for (int r = 0; r < LK_TILE; r++) sum[t][r] = _mm512_setzero_ps();
    }
    for (size_t c = 0; c < columns; c += 16) {
        const __mmask16 mask = columns - c >= 16 ? 0xFFFF : tail_mask(columns - c);
        __m512 w_r[LK_TILE];
        for (int r = 0; r < LK_TILE; r++) w_r[r] = _mm512_maskz_loadu_ps(mask, w + r * w_stride + c);
        for (int t = 0; t < LK_TILE; t++) {
            const __m512 x_t = _mm512_maskz_loadu_ps(mask, x + t * x_stride + c);
            for (int r = 0; r < LK_TILE; r++) sum[t][r] = _mm512_fmadd_ps(w_r[r], x_t, sum[t][r]);
        }
    }
    for (int t = 0; t < LK_TILE; t++) {
        for (int r = 0; r < LK_TILE; r++) out[t * out_stride + r] = _mm512_reduce_add_ps(sum[t][r]);
    }
}

/* Four rows for one token: what decoding does. */
TARGET static void column_tile(float *out, const float *w, size_t w_stride, const float *x, size_t columns) {
    __m512 sum[LK_TILE];
    for (int r = 0; r < LK_TILE; r++) sum[r] = _mm512_setzero_ps();
    for (size_t c = 0; c < columns; c += 16) {
        const __mmask16 mask = columns - c >= 16 ? 0xFFFF : tail_mask(columns - c);
        const __m512 x_c = _mm512_maskz_loadu_ps(mask, x + c);
        for (int r = 0; r < LK_TILE; r++) {
            sum[r] = _mm512_fmadd_ps(_mm512_maskz_loadu_ps(mask, w + r * w_stride + c), x_c, sum[r]);
        }
    }
    for (int r = 0; r < LK_TILE; r++) out[r] = _mm512_reduce_add_ps(sum[r]);
}

TARGET static void tile(float *out, size_t out_stride, const float *w, size_t w_stride, const float *x,
                        size_t x_stride, size_t rows, size_t tokens, size_t columns) {
    if (rows == LK_TILE && tokens == LK_TILE) {
        full_tile(out, out_stride, w, w_stride, x, x_stride, columns);
        return;
    }
    for (size_t t = 0; t < tokens; t++) {
        if (rows == LK_TILE) {
            column_tile(out + t * out_stride, w, w_stride, x + t * x_stride, columns);
        } else {
            for (size_t r = 0; r < rows; r++) out[t * out_stride + r] = dot(w + r * w_stride, x + t * x_stride, columns);
        }
    }
}

TARGET static void softmax(float *x, float scale, size_t n) {
    const __m512 factor = _mm512_set1_ps(scale);
    __m512 top = _mm512_set1_ps(-INFINITY);
    for (size_t i = 0; i < n; i += 16) {
        const __mmask16 mask = n - i >= 16 ? 0xFFFF : tail_mask(n - i);
        top = _mm512_mask_max_ps(top, mask, top, _mm512_mul_ps(_mm512_maskz_loadu_ps(mask, x + i), factor));
    }
    const float largest = _mm512_reduce_max_ps(top);
    float sum = 0.0f;
    for (size_t i = 0; i < n; i++) {
        x[i] = expf(x[i] * scale - largest);
        sum += x[i];
    }
    const __m512 inverse = _mm512_set1_ps(1.0f / sum);
    for (size_t i = 0; i < n; i += 16) {
        const __mmask16 mask = n - i >= 16 ? 0xFFFF : tail_mask(n - i);
        _mm512_mask_storeu_ps(x + i, mask, _mm512_mul_ps(_mm512_maskz_loadu_ps(mask, x + i), inverse));
    }
}

TARGET static void add_weighted(float *out, const float *p, const float *v, size_t v_stride, size_t n,
                                size_t dimension) {
    size_t d = 0;
    for (; d + 64 <= dimension; d += 64) {
        __m512 sum[4];
        for (int i = 0; i < 4; i++) sum[i] = _mm512_loadu_ps(out + d + 16 * i);
        for (size_t j = 0; j < n; j++) {
            const __m512 weight = _mm512_set1_ps(p[j]);
            const float *v_j = v + j * v_stride + d;
            for (int i = 0; i < 4; i++) sum[i] = _mm512_fmadd_ps(weight, _mm512_loadu_ps(v_j + 16 * i), sum[i]);
        }
        for (int i = 0; i < 4; i++) _mm512_storeu_ps(out + d + 16 * i, sum[i]);
    }
    for (; d < dimension; d += 16) {
        const __mmask16 mask = dimension - d >= 16 ? 0xFFFF : tail_mask(dimension - d);
        __m512 sum = _mm512_maskz_loadu_ps(mask, out + d);
        for (size_t j = 0; j < n; j++) {
            sum = _mm512_fmadd_ps(_mm512_set1_ps(p[j]), _mm512_maskz_loadu_ps(mask, v + j * v_stride + d), sum);
        }
        _mm512_mask_storeu_ps(out + d, mask, sum);
    }
}

const lk_kernels lk_avx512_kernels = {dequantize_f16, dequantize_q8_0, tile, softmax, add_weighted};
#endif
