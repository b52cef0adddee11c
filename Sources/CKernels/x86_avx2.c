/* The same functions for AVX2, FMA and F16C. */
#if defined(__x86_64__)
#include <immintrin.h>
#include <math.h>
#include "kernel_table.h"
#include "quant_blocks.h"

#define TARGET __attribute__((target("avx2,fma,f16c")))

TARGET static inline float reduce(__m256 sum) {
    __m128 half = _mm_add_ps(_mm256_castps256_ps128(sum), _mm256_extractf128_ps(sum, 1));
    half = _mm_add_ps(half, _mm_movehl_ps(half, half));
    return _mm_cvtss_f32(_mm_add_ss(half, _mm_movehdup_ps(half)));
}

TARGET static void dequantize_f16(float *out, const uint16_t *w, size_t columns) {
    size_t c = 0;
    for (; c + 8 <= columns; c += 8) {
        _mm256_storeu_ps(out + c, _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)(w + c))));
    }
    for (; c < columns; c++) out[c] = lk_half_to_float(w[c]);
}

TARGET static void dequantize_q8_0(float *out, const void *w, size_t columns) {
    const lk_q8_0 *blocks = w;
    for (size_t b = 0; b < columns / LK_QK8_0; b++) {
        const __m256 d = _mm256_set1_ps(lk_half_to_float(blocks[b].d));
        for (size_t i = 0; i < LK_QK8_0; i += 8) {
            const __m128i q = _mm_loadl_epi64((const __m128i *)(blocks[b].q + i));
            const __m256 value = _mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(q));
            _mm256_storeu_ps(out + b * LK_QK8_0 + i, _mm256_mul_ps(d, value));
        }
    }
}

/* One element: eight running sums over the columns, one fixed tree, then the last columns one by one. */
TARGET static inline float finish(__m256 sum, const float *w, const float *x, size_t c, size_t columns) {
    float total = reduce(sum);
    for (; c < columns; c++) total += w[c] * x[c];
    return total;
}

TARGET static inline float dot(const float *w, const float *x, size_t columns) {
    __m256 sum = _mm256_setzero_ps();
    size_t c = 0;
    for (; c + 8 <= columns; c += 8) sum = _mm256_fmadd_ps(_mm256_loadu_ps(w + c), _mm256_loadu_ps(x + c), sum);
    return finish(sum, w, x, c, columns);
}

/* Four rows by two tokens: eight sums and the loads fit the sixteen registers. */
TARGET static void half_tile(float *out, size_t out_stride, const float *w, size_t w_stride, const float *x,
                             size_t x_stride, size_t columns) {
    __m256 sum[2][LK_TILE];
    for (int t = 0; t < 2; t++) {
        for (int r = 0; r < LK_TILE; r++) sum[t][r] = _mm256_setzero_ps();
    }
    size_t c = 0;
    for (; c + 8 <= columns; c += 8) {
        const __m256 x_0 = _mm256_loadu_ps(x + c), x_1 = _mm256_loadu_ps(x + x_stride + c);
        for (int r = 0; r < LK_TILE; r++) {
            const __m256 w_r = _mm256_loadu_ps(w + r * w_stride + c);
            sum[0][r] = _mm256_fmadd_ps(w_r, x_0, sum[0][r]);
            sum[1][r] = _mm256_fmadd_ps(w_r, x_1, sum[1][r]);
        }
    }
    for (int t = 0; t < 2; t++) {
        for (int r = 0; r < LK_TILE; r++) {
            out[t * out_stride + r] = finish(sum[t][r], w + r * w_stride, x + t * x_stride, c, columns);
        }
    }
}

TARGET static void tile(float *out, size_t out_stride, const float *w, size_t w_stride, const float *x,
                        size_t x_stride, size_t rows, size_t tokens, size_t columns) {
    size_t t = 0;
    if (rows == LK_TILE) {
        for (; t + 2 <= tokens; t += 2) {
            half_tile(out + t * out_stride, out_stride, w, w_stride, x + t * x_stride, x_stride, columns);
        }
    }
    for (; t < tokens; t++) {
        for (size_t r = 0; r < rows; r++) out[t * out_stride + r] = dot(w + r * w_stride, x + t * x_stride, columns);
    }
}

TARGET static void softmax(float *x, float scale, size_t n) {
    float largest = -INFINITY;
    for (size_t i = 0; i < n; i++) largest = fmaxf(largest, x[i] * scale);
    float sum = 0.0f;
    for (size_t i = 0; i < n; i++) {
        x[i] = expf(x[i] * scale - largest);
        sum += x[i];
    }
    const float inverse = 1.0f / sum;
    for (size_t i = 0; i < n; i++) x[i] *= inverse;
}

TARGET static void add_weighted(float *out, const float *p, const float *v, size_t v_stride, size_t n,
                                size_t dimension) {
    size_t d = 0;
    for (; d + 8 <= dimension; d += 8) {
        __m256 sum = _mm256_loadu_ps(out + d);
        for (size_t j = 0; j < n; j++) {
            sum = _mm256_fmadd_ps(_mm256_set1_ps(p[j]), _mm256_loadu_ps(v + j * v_stride + d), sum);
        }
        _mm256_storeu_ps(out + d, sum);
    }
    for (; d < dimension; d++) {
        float sum = out[d];
        for (size_t j = 0; j < n; j++) sum += p[j] * v[j * v_stride + d];
        out[d] = sum;
    }
}

const lk_kernels lk_avx2_kernels = {dequantize_f16, dequantize_q8_0, tile, softmax, add_weighted};
#endif
