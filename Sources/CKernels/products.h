/* Products of activations with panels. Included by each level, which gives
 *   dot4(sum, w, x, is_q8): lane r of sum += the four products of bytes 4 r... of w with the four of x,
 *   LK_TOKENS, LK_ROWS, LK_VECTORS: how many results its registers hold.
 * A result is summed over the columns in one order, whatever else is computed beside it. */

/* Tokens `count` of x against one open panel; out[t * stride + r] for r < rows. */
LK_INLINE void block_tile(float *out, size_t stride, size_t rows, const lk_open_panel *w, const lk_activations *x,
                          size_t first, int count, size_t blocks, int has_min, int is_q8, int halves) {
    lk_v16 sum[LK_TOKENS];
    const int8_t *q[LK_TOKENS];
    for (int t = 0; t < count; t++) {
        sum[t] = splat(0.0f);
        q[t] = x->q + (first + t) * x->columns;
    }
    const size_t groups = x->columns / LK_BLOCK;
    const float *d = x->scale + first * groups;
    const int32_t *n = halves ? x->half_sums + 2 * first * groups : x->sums + first * groups;
    for (size_t b = 0; b < blocks; b++) {
        const uint8_t *w_b = w->q + 512 * b;
        for (int half = 0; half < (halves ? 2 : 1); half++) {
            lk_i16 dot[LK_TOKENS];
            for (int t = 0; t < count; t++) {
                const int32_t sums = halves ? n[2 * (t * groups + b) + half] : n[t * groups + b];
                dot[t] = has_min || (is_q8 && LK_SIGNED_Q8) ? splat_int(0) : splat_int(-(sums << w->shift));
            }
            for (int g = 0; g < (halves ? 4 : 8); g++) {
                const int word = halves ? 4 * half + g : g;
                const lk_bytes w_g = load_bytes(w_b + 64 * word);
                for (int t = 0; t < count; t++) dot[t] = dot4(dot[t], w_g, q[t] + 32 * b + 4 * word, is_q8);
            }
            const size_t group = halves ? 2 * b + half : b;
            const lk_v16 scale = load(w->scale + 16 * group);
            for (int t = 0; t < count; t++) {
                lk_v16 value = to_float(dot[t]) * scale;
                if (has_min) {
                    const int32_t sums = halves ? n[2 * (t * groups + b) + half] : n[t * groups + b];
                    value = multiply_add(load(w->min + 16 * group), splat((float)-sums), value);
                }
                sum[t] = multiply_add(value, splat(d[t * groups + b]), sum[t]);
            }
        }
    }
    for (int t = 0; t < count; t++) {
        if (rows == 16) store(out + t * stride, sum[t]);
        else for (size_t r = 0; r < rows; r++) out[t * stride + r] = sum[t][r];
    }
}

/* All tokens in tiles; one copy of the loop for each kind of panel, the number of tokens a constant in each. */
#define LK_TILE_CASE(N) case N: block_tile(out, stride, rows, w, x, first, N, blocks, MIN, Q8, HALVES); break;
#define LK_DEFINE_PANEL_PRODUCT(NAME, HAS_MIN, IS_Q8, IS_HALVES)                                            \
    static void NAME(float *out, size_t stride, size_t rows, const lk_open_panel *w, const lk_activations *x, \
                     size_t first, size_t tokens, size_t blocks) {                                          \
        enum { MIN = HAS_MIN, Q8 = IS_Q8, HALVES = IS_HALVES };                                             \
        while (tokens > 0) {                                                                                \
            const size_t count = tokens < LK_TOKENS ? tokens : LK_TOKENS;                                   \
            switch (count) { LK_TILE_CASES }                                                                \
            out += count * stride;                                                                          \
            first += count;                                                                                 \
            tokens -= count;                                                                                \
        }                                                                                                   \
    }

LK_DEFINE_PANEL_PRODUCT(product_plain, 0, 0, 0)
LK_DEFINE_PANEL_PRODUCT(product_q8, 0, 1, 0)
LK_DEFINE_PANEL_PRODUCT(product_min, 1, 0, 0)
LK_DEFINE_PANEL_PRODUCT(product_halves, 0, 0, 1)
LK_DEFINE_PANEL_PRODUCT(product_halves_min, 1, 0, 1)

static void multiply_blocks(float *out, size_t stride, const void *panels, int type, size_t rows, const lk_activations *x,
                            size_t first, size_t tokens, void *scratch) {
    const size_t columns = x->columns, panel_bytes = lk_panel_bytes(type, columns);
    /* So many tokens that their activations stay in the second-level cache while panels pass by. */
    size_t some = (384u << 10) / columns;
    some = some < LK_TOKENS ? LK_TOKENS : some - some % LK_TOKENS;
    for (size_t t = 0; t < tokens; t += some) {
        const size_t count = tokens - t < some ? tokens - t : some;
        for (size_t r = 0; r < rows; r += LK_PANEL) {
            const lk_open_panel w =
                open_panel((const uint8_t *)panels + r / LK_PANEL * panel_bytes, type, columns, scratch);
            const size_t some_rows = rows - r < LK_PANEL ? rows - r : LK_PANEL;
            float *to = out + t * stride + r;
            const size_t blocks = columns / LK_BLOCK;
            if (w.halves && w.min) product_halves_min(to, stride, some_rows, &w, x, first + t, count, blocks);
            else if (w.halves) product_halves(to, stride, some_rows, &w, x, first + t, count, blocks);
            else if (w.min) product_min(to, stride, some_rows, &w, x, first + t, count, blocks);
            else if (type == LK_Q8_0) product_q8(to, stride, some_rows, &w, x, first + t, count, blocks);
            else product_plain(to, stride, some_rows, &w, x, first + t, count, blocks);
        }
    }
}

/* c[r][16 v ...] (+)= sum over k of a[r * a_stride + k] * b[k * b_step + v * b_vector ...], k in rising order. */
LK_INLINE void float_tile(float *c, size_t c_stride, const float *a, size_t a_stride, const void *b, size_t b_vector,
                          size_t b_step, size_t depth, int rows, int vectors, int type, int adds) {
    lk_v16 sum[LK_ROWS][LK_VECTORS];
    for (int r = 0; r < rows; r++) {
        for (int v = 0; v < vectors; v++) sum[r][v] = adds ? load(c + r * c_stride + 16 * v) : splat(0.0f);
    }
    for (size_t k = 0; k < depth; k++) {
        lk_v16 b_k[LK_VECTORS];
        for (int v = 0; v < vectors; v++) b_k[v] = load_as(b, k * b_step + v * b_vector, type);
        for (int r = 0; r < rows; r++) {
            const lk_v16 a_k = splat(a[r * a_stride + k]);
            for (int v = 0; v < vectors; v++) sum[r][v] = multiply_add(a_k, b_k[v], sum[r][v]);
        }
    }
    for (int r = 0; r < rows; r++) {
        for (int v = 0; v < vectors; v++) store(c + r * c_stride + 16 * v, sum[r][v]);
    }
}

#define LK_ROW_CASE(N)                                                                                          \
    case N: float_tile(c, c_stride, a, a_stride, b, b_vector, b_step, depth, N, VECTORS, TYPE, adds); break;
#define LK_DEFINE_FLOAT_PRODUCT(NAME, VECTOR_COUNT, ELEMENT)                                                    \
    static void NAME(float *c, size_t c_stride, const float *a, size_t a_stride, const void *b, size_t b_vector, \
                     size_t b_step, size_t depth, size_t rows, int adds) {                                       \
        enum { VECTORS = VECTOR_COUNT, TYPE = ELEMENT };                                                        \
        while (rows > 0) {                                                                                      \
            const size_t count = rows < LK_ROWS ? rows : LK_ROWS;                                               \
            switch (count) { LK_ROW_CASES }                                                                     \
            a += count * a_stride;                                                                              \
            c += count * c_stride;                                                                              \
            rows -= count;                                                                                      \
        }                                                                                                       \
    }

LK_DEFINE_FLOAT_PRODUCT(float_wide_f32, LK_VECTORS, LK_F32)
LK_DEFINE_FLOAT_PRODUCT(float_wide_f16, LK_VECTORS, LK_F16)
LK_DEFINE_FLOAT_PRODUCT(float_wide_bf16, LK_VECTORS, LK_BF16)
LK_DEFINE_FLOAT_PRODUCT(float_one_f32, 1, LK_F32)
LK_DEFINE_FLOAT_PRODUCT(float_one_f16, 1, LK_F16)
LK_DEFINE_FLOAT_PRODUCT(float_one_bf16, 1, LK_BF16)

/* c: (rows, 16 * vectors) (+)= a: (rows, depth) * b: (depth, 16 * vectors), b of a float type. */
static void float_product(float *c, size_t c_stride, const float *a, size_t a_stride, const void *b, size_t b_vector,
                          size_t b_step, int type, size_t depth, size_t rows, size_t vectors, int adds) {
    const size_t size = type == LK_F32 ? 4 : 2;
    for (size_t v = 0; v < vectors;) {
        const uint8_t *b_v = (const uint8_t *)b + v * b_vector * size;
        const int is_wide = vectors - v >= LK_VECTORS;
#define LK_CALL(TYPE)                                                                                            \
    is_wide ? float_wide_##TYPE(c + 16 * v, c_stride, a, a_stride, b_v, b_vector, b_step, depth, rows, adds)      \
            : float_one_##TYPE(c + 16 * v, c_stride, a, a_stride, b_v, b_vector, b_step, depth, rows, adds)
        if (type == LK_F32) LK_CALL(f32);
        else if (type == LK_F16) LK_CALL(f16);
        else LK_CALL(bf16);
#undef LK_CALL
        v += is_wide ? LK_VECTORS : 1;
    }
}

static void multiply_floats(float *out, size_t stride, const void *panels, int type, size_t rows, const float *x,
                            size_t x_stride, size_t tokens, size_t columns) {
    const size_t whole = rows / LK_PANEL;
    float_product(out, stride, x, x_stride, panels, 16 * columns, 16, type, columns, tokens, whole, 0);
    if (rows % LK_PANEL == 0) return;
    const uint8_t *last = (const uint8_t *)panels + whole * lk_panel_bytes(type, columns);
    for (size_t t = 0; t < tokens; t++) {
        float part[LK_PANEL];
        float_product(part, LK_PANEL, x + t * x_stride, x_stride, last, 16 * columns, 16, type, columns, 1, 1, 0);
        memcpy(out + t * stride + whole * LK_PANEL, part, rows % LK_PANEL * sizeof(float));
    }
}

/* Block types with float activations: each panel is turned into floats first. */
static void multiply_exactly(float *out, size_t stride, const void *panels, int type, size_t rows, const float *x,
                             size_t x_stride, size_t tokens, size_t columns, void *scratch) {
    float *floats = (float *)((uint8_t *)scratch + lk_product_scratch(columns));
    for (size_t r = 0; r < rows; r += LK_PANEL) {
        const void *panel = (const uint8_t *)panels + r / LK_PANEL * lk_panel_bytes(type, columns);
        const lk_open_panel w = open_panel(panel, type, columns, scratch);
        for (size_t c = 0; c < columns; c++) {
            const size_t group = 16 * (w.halves ? c / 16 : c / LK_BLOCK);
            const uint8_t *q = w.q + 512 * (c / LK_BLOCK) + 64 * (c % LK_BLOCK / 4) + c % 4;
            for (int i = 0; i < LK_PANEL; i++) {
                const int value = (int)q[4 * i] - (w.shift >= 0 ? 1 << w.shift : 0);
                floats[16 * c + i] = w.scale[group + i] * (float)value - (w.min ? w.min[group + i] : 0.0f);
            }
        }
        multiply_floats(out + r, stride, floats, LK_F32, rows - r < LK_PANEL ? rows - r : LK_PANEL, x, x_stride, tokens,
                        columns);
    }
}
