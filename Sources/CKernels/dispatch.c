/* Picks the versions for this processor, and says what they need. */
#include "kernel_table.h"

bool lk_has_level(int level) {
    switch (level) {
        case LK_PORTABLE: return true;
#if defined(__x86_64__)
        case LK_AVX2:
            __builtin_cpu_init();
            return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("f16c");
        case LK_AVX512:
            __builtin_cpu_init();
            return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
                __builtin_cpu_supports("avx512vnni");
#elif defined(__aarch64__)
        case LK_NEON: return true;
#endif
        default: return false;
    }
}

int lk_best_level(void) {
    for (int level = LK_NEON; level > LK_PORTABLE; level--) {
        if (lk_has_level(level)) return level;
    }
    return LK_PORTABLE;
}

const char *lk_level_name(int level) {
    switch (level) {
        case LK_NEON: return "NEON";
        case LK_AVX512: return "AVX-512";
        case LK_AVX2: return "AVX2";
        default: return "portable C";
    }
}

static const lk_kernels *kernels(int level) {
    switch (level) {
#if defined(__x86_64__)
        case LK_AVX512: return &lk_avx512_kernels;
        case LK_AVX2: return &lk_avx2_kernels;
#elif defined(__aarch64__)
        case LK_NEON: return &lk_neon_kernels;
#endif
        default: return &lk_portable_kernels;
    }
}

static size_t width_of(size_t dimension) { return (dimension + 15) / 16 * 16; }

void lk_quantize_row(int level, const lk_activations *out, size_t row, const float *x) {
    kernels(level)->quantize_row(out, row, x);
}

/* Bytes of sixteen rows, then scales and mins, one for 16 columns at most. */
size_t lk_product_scratch(size_t columns) { return 16 * columns + 2 * columns * sizeof(float); }

void lk_multiply_blocks(int level, float *out, size_t stride, const void *panels, int type, size_t rows,
                        const lk_activations *x, size_t first, size_t tokens, void *scratch) {
    kernels(level)->multiply_blocks(out, stride, panels, type, rows, x, first, tokens, scratch);
}

void lk_multiply_floats(int level, float *out, size_t stride, const void *panels, int type, size_t rows, const float *x,
                        size_t x_stride, size_t tokens, size_t columns) {
    kernels(level)->multiply_floats(out, stride, panels, type, rows, x, x_stride, tokens, columns);
}

size_t lk_exact_scratch(size_t columns) { return lk_product_scratch(columns) + 16 * columns * sizeof(float); }

void lk_multiply_exactly(int level, float *out, size_t stride, const void *panels, int type, size_t rows, const float *x,
                         size_t x_stride, size_t tokens, size_t columns, void *scratch) {
    kernels(level)->multiply_exactly(out, stride, panels, type, rows, x, x_stride, tokens, columns, scratch);
}

void lk_float_product(int level, float *c, size_t c_stride, const float *a, size_t a_stride, const void *b, size_t b_vector,
                      size_t b_step, int type, size_t depth, size_t rows, size_t vectors, bool adds) {
    kernels(level)->float_product(c, c_stride, a, a_stride, b, b_vector, b_step, type, depth, rows, vectors, adds);
}

void lk_rms_norm(int level, float *out, const float *x, const float *weight, float epsilon, size_t n) {
    kernels(level)->rms_norm(out, x, weight, epsilon, n);
}

void lk_swiglu(int level, float *gate, const float *up, size_t n) { kernels(level)->swiglu(gate, up, n); }

void lk_layer_norm(int level, float *out, const float *x, const float *weight, const float *bias, float epsilon, size_t n) {
    kernels(level)->layer_norm(out, x, weight, bias, epsilon, n);
}

void lk_gelu(int level, float *x, size_t n) { kernels(level)->gelu(x, n); }

void lk_add(int level, float *x, const float *y, size_t n) { kernels(level)->add(x, y, n); }

void lk_rope(float *head, const float *cosine, const float *sine, bool interleaved, size_t pairs) {
    const size_t step = interleaved ? 2 : 1, distance = interleaved ? 1 : pairs;
    for (size_t p = 0; p < pairs; p++) {
        float *first = head + p * step, *second = first + distance;
        const float a = *first, b = *second;
        *first = a * cosine[p] - b * sine[p];
        *second = a * sine[p] + b * cosine[p];
    }
}

size_t lk_page_key_bytes(int type, size_t dimension) {
    const size_t groups = (dimension + LK_BLOCK - 1) / LK_BLOCK;
    if (type == LK_Q8_0) return LK_PAGE * dimension + LK_PAGE * groups * sizeof(uint16_t);
    return LK_PAGE * dimension * (type == LK_F32 ? 4 : 2);
}

size_t lk_page_value_bytes(int type, size_t dimension) {
    const size_t width = width_of(dimension), groups = (width + LK_BLOCK - 1) / LK_BLOCK;
    if (type == LK_Q8_0) return LK_PAGE * width + LK_PAGE * groups * sizeof(uint16_t);
    return LK_PAGE * width * (type == LK_F32 ? 4 : 2);
}

void lk_store_position(int level, void *keys, void *values, int type, size_t place, const float *k, const float *v,
                       size_t dimension) {
    kernels(level)->store_position(keys, values, type, place, k, v, dimension, width_of(dimension));
}

/* Scores of a block of four pages, one opened page, and one part with its tops and sums. */
size_t lk_attention_scratch(size_t rows, size_t dimension) {
    const size_t width = width_of(dimension);
    return rows * 4 * LK_PAGE + LK_PAGE * width + rows * width + 2 * rows;
}

void lk_attend(int level, const lk_attention *a, const lk_page *pages, size_t count, size_t number, float *out, float *top,
               float *sum) {
    kernels(level)->attend(a, pages, count, number, out, top, sum);
}

void lk_attend_segment(int level, const lk_attention *a, const lk_page *pages, size_t count, size_t number, float *out,
                       float *top, float *sum) {
    kernels(level)->attend_segment(a, pages, count, number, out, top, sum);
}

void lk_join(int level, float *out, float *top, float *sum, const float *other, const float *other_top,
             const float *other_sum, size_t rows, size_t dimension) {
    kernels(level)->join_parts(out, top, sum, other, other_top, other_sum, rows, width_of(dimension));
}

void lk_page_scores(int level, float *scores, size_t stride, const float *queries, const void *keys, int type, size_t rows,
                    size_t dimension, float *copy) {
    kernels(level)->page_scores(scores, stride, queries, keys, type, rows, dimension, copy);
}

float lk_powers(int level, float *x, size_t n) { return kernels(level)->powers(x, n); }

void lk_add_scaled(int level, float *out, const float *x, float scale, size_t n) {
    kernels(level)->add_scaled(out, x, scale, n);
}

float lk_total(int level, const float *x, size_t n) { return kernels(level)->total(x, n); }

size_t lk_peak(int level, size_t rounds) { return kernels(level)->peak(rounds); }

/* Column `from` of a (rows, 64) page into column `to` of another. */
static void copy_column(void *out, size_t to, const void *page, size_t from, size_t rows, size_t size) {
    for (size_t r = 0; r < rows; r++) {
        memcpy((char *)out + (LK_PAGE * r + to) * size, (const char *)page + (LK_PAGE * r + from) * size, size);
    }
}

void lk_gather_position(void *keys, void *values, size_t to, const lk_page *page, size_t from, int type, size_t dimension) {
    const size_t width = width_of(dimension), size = type == LK_F32 ? 4 : type == LK_F16 ? 2 : 1;
    copy_column(keys, to, page->keys, from, dimension, size);
    memcpy((char *)values + width * to * size, (const char *)page->values + width * from * size, width * size);
    if (type != LK_Q8_0) return;
    const size_t key_groups = (dimension + LK_BLOCK - 1) / LK_BLOCK, groups = (width + LK_BLOCK - 1) / LK_BLOCK;
    copy_column((char *)keys + LK_PAGE * dimension, to, (const char *)page->keys + LK_PAGE * dimension, from, key_groups, 2);
    memcpy((char *)values + LK_PAGE * width + 2 * groups * to,
           (const char *)page->values + LK_PAGE * width + 2 * groups * from, 2 * groups);
}
