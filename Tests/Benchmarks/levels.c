/* Compares every level that this processor runs with the portable one: products of all block types and attention. Swift's
 * tests do the same where they run; this also runs where only a C compiler and an emulator are (see levels.sh). */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "lectern_kernels.h"

static uint64_t state = 1;
static float unit(void) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (float)(int32_t)(state >> 32) / 2147483648.0f;
}
static void *memory(size_t bytes) { return aligned_alloc(64, (bytes + 63) / 64 * 64 + 64); }

static double distance(const float *a, const float *b, size_t n) {
    double difference = 0, size = 0;
    for (size_t i = 0; i < n; i++) {
        difference += (double)(a[i] - b[i]) * (a[i] - b[i]);
        size += (double)b[i] * b[i];
    }
    return sqrt(difference / (size + 1e-30));
}

static double products(int level, int type, size_t row_bytes, size_t rows, size_t columns, size_t tokens) {
    const size_t panels = (rows + 15) / 16, bytes = lk_panel_bytes(type, columns);
    uint8_t *w = memory(rows * row_bytes), *packed = memory(panels * bytes);
    float *x = memory(columns * 4);
    for (size_t r = 0; r < rows; r++) {
        for (size_t c = 0; c < columns; c++) x[c] = unit();
        lk_quantize_to_row(w + r * row_bytes, x, type, columns);
    }
    for (size_t p = 0; p < panels; p++) {
        lk_pack_panel(packed + p * bytes, w + 16 * p * row_bytes, type, row_bytes, rows - 16 * p < 16 ? rows - 16 * p : 16, columns);
    }
    lk_activations a = {memory(tokens * columns), memory(tokens * columns / 8), memory(tokens * columns / 8),
                        memory(tokens * columns / 4), columns};
    for (size_t t = 0; t < tokens; t++) {
        for (size_t c = 0; c < columns; c++) x[c] = unit();
        lk_quantize_row(level, &a, t, x);
    }
    float *out = memory(tokens * rows * 4), *expected = memory(tokens * rows * 4);
    void *scratch = memory(lk_product_scratch(columns));
    lk_multiply_blocks(level, out, rows, packed, type, rows, &a, 0, tokens, scratch);
    lk_multiply_blocks(LK_PORTABLE, expected, rows, packed, type, rows, &a, 0, tokens, scratch);
    return distance(out, expected, tokens * rows);
}

static double attention(int level, int type, size_t rows, size_t keys, size_t dimension) {
    const size_t width = (dimension + 15) / 16 * 16, pages = (keys + LK_PAGE - 1) / LK_PAGE;
    const size_t key_bytes = lk_page_key_bytes(type, dimension), bytes = key_bytes + lk_page_value_bytes(type, dimension);
    float *results[2], *q = memory(rows * dimension * 4);
    for (size_t i = 0; i < rows * dimension; i++) q[i] = unit();
    int32_t *first = memory(rows * 4), *last = memory(rows * 4);
    for (size_t r = 0; r < rows; r++) {
        first[r] = 0;
        last[r] = (int32_t)(keys - rows + r);
    }
    const uint64_t begin = state;
    for (int i = 0; i < 2; i++) {
        const int now = i == 0 ? level : LK_PORTABLE;
        state = begin;
        char *held = memory(pages * bytes);
        memset(held, 0, pages * bytes);
        lk_page *views = memory(pages * sizeof *views);
        float *k = memory(dimension * 4), *v = memory(dimension * 4);
        for (size_t j = 0; j < keys; j++) {
            for (size_t d = 0; d < dimension; d++) k[d] = unit(), v[d] = unit();
            char *page = held + j / LK_PAGE * bytes;
            lk_store_position(now, page, page + key_bytes, type, j % LK_PAGE, k, v, dimension);
        }
        for (size_t p = 0; p < pages; p++) {
            const size_t count = keys - p * LK_PAGE < LK_PAGE ? keys - p * LK_PAGE : LK_PAGE;
            views[p] = (lk_page){held + p * bytes, held + p * bytes + key_bytes, (int32_t)(p * LK_PAGE), (int32_t)count};
        }
        results[i] = memory(rows * width * 4);
        float *top = memory(rows * 4), *sum = memory(rows * 4);
        lk_attention a = {q, first, last, rows, dimension, width, type, memory(lk_attention_scratch(rows, dimension) * 4)};
        lk_attend(now, &a, views, pages, 0, results[i], top, sum);
        for (size_t r = 0; r < rows; r++) {
            for (size_t d = 0; d < width; d++) results[i][r * width + d] /= sum[r];
        }
    }
    return distance(results[0], results[1], rows * width);
}

int main(void) {
    static const struct { const char *name; int type; size_t block, bytes; } types[] = {
        {"Q4_0", LK_Q4_0, 32, 18}, {"Q4_1", LK_Q4_1, 32, 20}, {"Q5_0", LK_Q5_0, 32, 22}, {"Q5_1", LK_Q5_1, 32, 24},
        {"Q8_0", LK_Q8_0, 32, 34}, {"Q2_K", LK_Q2_K, 256, 84}, {"Q3_K", LK_Q3_K, 256, 110}, {"Q4_K", LK_Q4_K, 256, 144},
        {"Q5_K", LK_Q5_K, 256, 176}, {"Q6_K", LK_Q6_K, 256, 210},
    };
    int failures = 0;
    for (int level = LK_PORTABLE + 1; level <= LK_NEON; level++) {
        if (!lk_has_level(level)) continue;
        for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
            double worst = 0;
            for (size_t tokens = 1; tokens <= 9; tokens += tokens < 5 ? 1 : 2) {
                const size_t columns = types[i].block == 32 ? 96 : 512;
                worst = fmax(worst, products(level, types[i].type, columns / types[i].block * types[i].bytes, 35, columns, tokens));
            }
            printf("%s  %s  %.1e\n", lk_level_name(level), types[i].name, worst);
            failures += !(worst < 2e-6);
        }
        const int kinds[] = {LK_F32, LK_F16, LK_Q8_0};
        for (int i = 0; i < 3; i++) {
            const double error = fmax(attention(level, kinds[i], 7, 300, 64), attention(level, kinds[i], 33, 129, 40));
            printf("%s  attention %d  %.1e\n", lk_level_name(level), kinds[i], error);
            failures += !(error < 2e-6);
        }
    }
    printf(failures ? "%d are too far off\n" : "all agree\n", failures);
    return failures != 0;
}
