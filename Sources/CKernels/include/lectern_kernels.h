/* The inner loops over weights, keys and values. Every function has one definition (reference.c) and faster
 * versions of it; `level` chooses, at most lk_best_level(). Nothing allocates; outputs come first, sizes last.
 *
 * Each output element is computed in one order that depends on `columns` alone, never on how many rows or tokens
 * are computed together, so results are the same bits for any chunking and any number of threads. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

/* ggml's type ids. */
enum { LK_F32 = 0, LK_F16 = 1, LK_Q8_0 = 8 };

/* Levels, worst first. */
enum { LK_PORTABLE = 0, LK_AVX2 = 1, LK_AVX512 = 2 };

/* The best level this processor runs. */
int lk_best_level(void);
const char *lk_level_name(int level);

/* out: (columns) floats; w: one row of `type`. columns is a whole number of blocks. */
void lk_dequantize_row(int level, float *out, const void *w, int type, size_t columns);

/* Floats of scratch that lk_matmul needs. */
size_t lk_matmul_scratch(int type, size_t columns);

/* out[t * out_stride + r] = sum over c of w[r][c] * x[t * x_stride + c], for r < rows, t < tokens.
 * w: (rows, columns) of `type`, rows contiguous at row_bytes; x: (tokens, columns); scratch as above. */
void lk_matmul(int level, float *out, size_t out_stride, const void *w, int type, size_t row_bytes, const float *x,
               size_t x_stride, float *scratch, size_t rows, size_t tokens, size_t columns);

/* x := softmax(x * scale) over n values; the sum runs from the first to the last. */
void lk_softmax(int level, float *x, float scale, size_t n);

/* out: (dimension) += sum over j of p[j] * v[j * v_stride + d], j in rising order. */
void lk_add_weighted(int level, float *out, const float *p, const float *v, size_t v_stride, size_t n,
                     size_t dimension);

/* out = x * weight / sqrt(mean(x^2) + epsilon) over n values; the mean is taken in double. */
void lk_rms_norm(float *out, const float *x, const float *weight, float epsilon, size_t n);

/* gate := silu(gate) * up over n values. */
void lk_swiglu(float *gate, const float *up, size_t n);

/* Rotates pairs of one head in place by the angles of its position.
 * cosine, sine: (pairs). Interleaved: pair p is (2p, 2p+1); halves: (p, p + pairs). */
void lk_rope(float *head, const float *cosine, const float *sine, bool interleaved, size_t pairs);

/* IEEE half to float, exact. */
float lk_half_to_float(uint16_t half);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif
