/* The functions that have several versions, as one row per level. */
#pragma once
#include "lectern_kernels.h"

#define LK_TILE 4 /* rows and tokens of one register tile */

typedef struct {
    void (*dequantize_f16)(float *out, const uint16_t *w, size_t columns);
    void (*dequantize_q8_0)(float *out, const void *w, size_t columns);
    /* out[t * out_stride + r] for r < rows <= LK_TILE, t < tokens <= LK_TILE; w: (rows, columns) floats. */
    void (*tile)(float *out, size_t out_stride, const float *w, size_t w_stride, const float *x, size_t x_stride,
                 size_t rows, size_t tokens, size_t columns);
    void (*softmax)(float *x, float scale, size_t n);
    void (*add_weighted)(float *out, const float *p, const float *v, size_t v_stride, size_t n, size_t dimension);
} lk_kernels;

extern const lk_kernels lk_portable_kernels;
#if defined(__x86_64__)
extern const lk_kernels lk_avx2_kernels;
extern const lk_kernels lk_avx512_kernels;
#endif
