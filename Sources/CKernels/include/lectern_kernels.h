/* The inner loops over weights, keys and values. Every function has one source that each level compiles for its
 * instructions; `level` chooses, at most lk_best_level(). Nothing allocates; outputs come first, sizes last.
 *
 * Each output element is computed in one order, whatever rows, tokens or queries are computed beside it, so
 * results are the same bits for any chunking and any number of threads. Levels differ by rounding. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

/* ggml's type ids. */
enum {
    LK_F32 = 0, LK_F16 = 1, LK_Q4_0 = 2, LK_Q4_1 = 3, LK_Q5_0 = 6, LK_Q5_1 = 7, LK_Q8_0 = 8, LK_Q2_K = 10,
    LK_Q3_K = 11, LK_Q4_K = 12, LK_Q5_K = 13, LK_Q6_K = 14, LK_BF16 = 30
};

/* Levels, worst first. */
enum { LK_PORTABLE = 0, LK_AVX2 = 1, LK_AVX512 = 2, LK_NEON = 3 };

/* The best level this processor runs. */
int lk_best_level(void);
/* Whether this processor runs a level. */
bool lk_has_level(int level);
const char *lk_level_name(int level);

/* --- Weights ------------------------------------------------------------------------------------------------ */

/* out: (columns) floats; w: one row of `type` as a file holds it. columns is a whole number of blocks. */
void lk_dequantize_row(float *out, const void *w, int type, size_t columns);
/* The other way, for Q8_0, Q4_0, Q4_1, Q5_0, Q5_1, the K types, F16 and BF16; false for another type. */
bool lk_quantize_to_row(void *w, const float *x, int type, size_t columns);

#define LK_PANEL 16 /* rows of a panel */
/* Bytes of a panel of sixteen rows. */
size_t lk_panel_bytes(int type, size_t columns);
/* panel: lk_panel_bytes; w: rows <= 16 rows of `type`, row_bytes apart. Missing rows become zero. */
void lk_pack_panel(void *panel, const void *w, int type, size_t row_bytes, size_t rows, size_t columns);

/* --- Products ----------------------------------------------------------------------------------------------- */

/* Activations in signed bytes, one scale for 32; columns is a multiple of 32. */
typedef struct {
    int8_t *q;          /* (tokens, columns) */
    float *scale;       /* (tokens, columns / 32) */
    int32_t *sums;      /* (tokens, columns / 32): sums of q */
    int32_t *half_sums; /* (tokens, columns / 16) */
    size_t columns;
} lk_activations;

/* Fills one row. */
void lk_quantize_row(int level, const lk_activations *out, size_t row, const float *x);

/* Bytes of scratch, 64-byte aligned, for lk_multiply_blocks. */
size_t lk_product_scratch(size_t columns);

/* out[t * stride + r] = sum over c of w[r][c] * x[first + t][c] for r < rows, t < tokens; panels of a block type. */
void lk_multiply_blocks(int level, float *out, size_t stride, const void *panels, int type, size_t rows,
                        const lk_activations *x, size_t first, size_t tokens, void *scratch);

/* The same for panels of F32, F16 and BF16, with float activations and sums. */
void lk_multiply_floats(int level, float *out, size_t stride, const void *panels, int type, size_t rows, const float *x,
                        size_t x_stride, size_t tokens, size_t columns);

/* Panels of a block type with float activations and sums: slow, for comparison with a reference. */
void lk_multiply_exactly(int level, float *out, size_t stride, const void *panels, int type, size_t rows, const float *x,
                         size_t x_stride, size_t tokens, size_t columns, void *scratch);
/* Bytes of scratch, 64-byte aligned, for lk_multiply_exactly. */
size_t lk_exact_scratch(size_t columns);

/* Byte products as fast as this level can do them, without weights to read: the operations of `rounds` rounds. */
size_t lk_peak(int level, size_t rounds);

/* c: (rows, 16 * vectors) = a: (rows, depth) * b, where b[k][16 v + i] is at k * b_step + v * b_vector + i. `adds`
 * adds to c. b is of a float type. */
void lk_float_product(int level, float *c, size_t c_stride, const float *a, size_t a_stride, const void *b, size_t b_vector,
                      size_t b_step, int type, size_t depth, size_t rows, size_t vectors, bool adds);

/* --- Layers ------------------------------------------------------------------------------------------------- */

/* out = x * weight / sqrt(mean(x^2) + epsilon) over n values. */
void lk_rms_norm(int level, float *out, const float *x, const float *weight, float epsilon, size_t n);
/* out = (x - mean(x)) * weight / sqrt(variance(x) + epsilon) + bias over n values. */
void lk_layer_norm(int level, float *out, const float *x, const float *weight, const float *bias, float epsilon, size_t n);
/* x := x * Phi(x), Phi the normal distribution (GELU by the error function), within 1e-6. */
void lk_gelu(int level, float *x, size_t n);
/* gate := silu(gate) * up over n values. */
void lk_swiglu(int level, float *gate, const float *up, size_t n);
/* x += y. */
void lk_add(int level, float *x, const float *y, size_t n);
/* Rotates pairs of one head in place by the angles of its position.
 * cosine, sine: (pairs). Interleaved: pair p is (2p, 2p+1); halves: (p, p + pairs). */
void lk_rope(float *head, const float *cosine, const float *sine, bool interleaved, size_t pairs);

/* --- Attention ---------------------------------------------------------------------------------------------- */

#define LK_PAGE 64          /* positions of a page */
#define LK_SEGMENT_PAGES 64 /* pages that are summed up before they are joined to those before */

/* Keys and values of up to 64 positions of one KV head.
 * F32, F16: keys (dimension, 64), values (64, width). Q8_0: signed bytes in the same shapes, then half scales,
 * keys (dimension / 32 rounded up, 64), values (64, width / 32 rounded up). width is dimension rounded up to 16. */
typedef struct {
    const void *keys;
    const void *values;
    int32_t position; /* of its first key */
    int32_t count;    /* keys in use */
} lk_page;

typedef struct {
    const float *queries; /* (rows, dimension), times log2(e) / sqrt(dimension) */
    const int32_t *first; /* (rows): the first position that each row sees */
    const int32_t *last;  /* (rows): the last */
    size_t rows, dimension, width;
    int type;       /* of the pages: LK_F32, LK_F16 or LK_Q8_0 */
    float *scratch; /* lk_attention_scratch floats, 64-byte aligned */
} lk_attention;

/* Bytes of one page of one head: keys, then values, in one allocation. */
size_t lk_page_key_bytes(int type, size_t dimension);
size_t lk_page_value_bytes(int type, size_t dimension);
/* Writes one position; values: after the keys of the same head. */
void lk_store_position(int level, void *keys, void *values, int type, size_t place, const float *k, const float *v,
                       size_t dimension);
size_t lk_attention_scratch(size_t rows, size_t dimension);

/* Not yet normalised: out: (rows, width) sums of 2^(score - top) * value; top, sum: (rows). `number` is that of the
 * first page within its sequence. A row that sees no key has sum 0. */
void lk_attend(int level, const lk_attention *a, const lk_page *pages, size_t count, size_t number, float *out, float *top,
               float *sum);
/* The same for pages within one segment of LK_SEGMENT_PAGES; lk_join puts two parts of the same rows together, the
 * earlier first. lk_attend is lk_attend_segment and lk_join. */
void lk_attend_segment(int level, const lk_attention *a, const lk_page *pages, size_t count, size_t number, float *out,
                       float *top, float *sum);
void lk_join(int level, float *out, float *top, float *sum, const float *other, const float *other_top,
             const float *other_sum, size_t rows, size_t dimension);

/* scores: (rows, 64), stride apart, of a page's keys, unused ones too. copy: dimension * 64 floats. */
void lk_page_scores(int level, float *scores, size_t stride, const float *queries, const void *keys, int type, size_t rows,
                    size_t dimension, float *copy);
/* x := 2^(x - largest of x); returns the sum. */
float lk_powers(int level, float *x, size_t n);
/* out += scale * x. */
void lk_add_scaled(int level, float *out, const float *x, float scale, size_t n);
float lk_total(int level, const float *x, size_t n);
/* Copies one position of a head from one page to another of the same type. */
void lk_gather_position(void *keys, void *values, size_t to, const lk_page *page, size_t from, int type, size_t dimension);

/* Tells the processor that this thread is waiting in a loop. */
static inline void lk_pause(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

/* A checksum of bytes that come in pieces: start with any number, go on with the last result. Other pieces of
 * the same bytes give another result. */
uint64_t lk_checksum_more(uint64_t start, const void *bytes, size_t count);

/* --- Numbers ------------------------------------------------------------------------------------------------ */

/* IEEE half to float, exact; float to half and bfloat16, to nearest, ties to even. */
float lk_half_to_float(uint16_t half);
uint16_t lk_float_to_half(float value);
uint16_t lk_float_to_bfloat(float value);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif
