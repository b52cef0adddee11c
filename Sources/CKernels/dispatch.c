/* Picks the versions for this processor, once, and drives the tiles. */
#include <stdatomic.h>
#include "kernel_table.h"

int lk_best_level(void) {
#if defined(__x86_64__)
    static _Atomic int known = -1;
    int level = atomic_load_explicit(&known, memory_order_relaxed);
    if (level >= 0) return level;
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl")) {
        level = LK_AVX512;
    } else if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("f16c")) {
        level = LK_AVX2;
    } else {
        level = LK_PORTABLE;
    }
    atomic_store_explicit(&known, level, memory_order_relaxed);
    return level;
#else
    return LK_PORTABLE;
#endif
}

const char *lk_level_name(int level) {
    switch (level) {
        case LK_AVX512: return "AVX-512";
        case LK_AVX2: return "AVX2";
        default: return "portable C";
    }
}

static const lk_kernels *kernels(int level) {
#if defined(__x86_64__)
    switch (level) {
        case LK_AVX512: return &lk_avx512_kernels;
        case LK_AVX2: return &lk_avx2_kernels;
    }
#endif
    return &lk_portable_kernels;
}

static void dequantize(const lk_kernels *k, float *out, const void *w, int type, size_t columns) {
    switch (type) {
        case LK_F16: k->dequantize_f16(out, w, columns); break;
        case LK_Q8_0: k->dequantize_q8_0(out, w, columns); break;
        default: __builtin_memcpy(out, w, columns * sizeof(float)); break;
    }
}

void lk_dequantize_row(int level, float *out, const void *w, int type, size_t columns) {
    dequantize(kernels(level), out, w, type, columns);
}

size_t lk_matmul_scratch(int type, size_t columns) { return type == LK_F32 ? 0 : LK_TILE * columns; }

void lk_matmul(int level, float *out, size_t out_stride, const void *w, int type, size_t row_bytes, const float *x,
               size_t x_stride, float *scratch, size_t rows, size_t tokens, size_t columns) {
    const lk_kernels *k = kernels(level);
    for (size_t r = 0; r < rows; r += LK_TILE) {
        const size_t some_rows = rows - r < LK_TILE ? rows - r : LK_TILE;
        const char *w_r = (const char *)w + r * row_bytes;
        const float *unpacked;
        size_t stride;
        if (type == LK_F32) {
            unpacked = (const float *)w_r;
            stride = row_bytes / sizeof(float);
        } else { /* four rows are unpacked once for all tokens */
            for (size_t i = 0; i < some_rows; i++) dequantize(k, scratch + i * columns, w_r + i * row_bytes, type, columns);
            unpacked = scratch;
            stride = columns;
        }
        for (size_t t = 0; t < tokens; t += LK_TILE) {
            const size_t some_tokens = tokens - t < LK_TILE ? tokens - t : LK_TILE;
            k->tile(out + t * out_stride + r, out_stride, unpacked, stride, x + t * x_stride, x_stride, some_rows,
                    some_tokens, columns);
        }
    }
}

void lk_softmax(int level, float *x, float scale, size_t n) { kernels(level)->softmax(x, scale, n); }

void lk_add_weighted(int level, float *out, const float *p, const float *v, size_t v_stride, size_t n,
                     size_t dimension) {
    kernels(level)->add_weighted(out, p, v, v_stride, n, dimension);
}
