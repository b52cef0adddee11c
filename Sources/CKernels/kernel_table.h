/* One row of functions a level; see lectern_kernels.h for what they do. */
#pragma once
#include <string.h>
#include "half.h"
#include "lectern_kernels.h"
#include "panels.h"
#include "quant_blocks.h"

typedef struct {
    void (*quantize_row)(const lk_activations *out, size_t row, const float *x);
    void (*multiply_blocks)(float *out, size_t stride, const void *panels, int type, size_t rows, const lk_activations *x,
                            size_t first, size_t tokens, void *scratch);
    void (*multiply_floats)(float *out, size_t stride, const void *panels, int type, size_t rows, const float *x,
                            size_t x_stride, size_t tokens, size_t columns);
    void (*multiply_exactly)(float *out, size_t stride, const void *panels, int type, size_t rows, const float *x,
                             size_t x_stride, size_t tokens, size_t columns, void *scratch);
    void (*rms_norm)(float *out, const float *x, const float *weight, float epsilon, size_t n);
    void (*layer_norm)(float *out, const float *x, const float *weight, const float *bias, float epsilon, size_t n);
    void (*swiglu)(float *gate, const float *up, size_t n);
    void (*gelu)(float *x, size_t n);
    void (*add)(float *x, const float *y, size_t n);
    void (*attend)(const lk_attention *a, const lk_page *pages, size_t count, size_t number, float *out, float *top,
                   float *sum);
    void (*attend_segment)(const lk_attention *a, const lk_page *pages, size_t count, size_t number, float *out,
                           float *top, float *sum);
    void (*join_parts)(float *out, float *top, float *sum, const float *other, const float *other_top,
                       const float *other_sum, size_t rows, size_t width);
    void (*store_position)(void *keys, void *values, int type, size_t place, const float *k, const float *v,
                           size_t dimension, size_t width);
    void (*float_product)(float *c, size_t c_stride, const float *a, size_t a_stride, const void *b, size_t b_vector,
                          size_t b_step, int type, size_t depth, size_t rows, size_t vectors, int adds);
    void (*page_scores)(float *s, size_t stride, const float *q, const void *keys, int type, size_t rows,
                        size_t dimension, float *copy);
    float (*powers)(float *x, size_t n);
    void (*add_scaled)(float *out, const float *x, float scale, size_t n);
    float (*total)(const float *x, size_t n);
    size_t (*peak)(size_t rounds);
} lk_kernels;

extern const lk_kernels lk_portable_kernels;
#if defined(__x86_64__)
extern const lk_kernels lk_avx2_kernels;
extern const lk_kernels lk_avx512_kernels;
#elif defined(__aarch64__)
extern const lk_kernels lk_neon_kernels;
#endif
