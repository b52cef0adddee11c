/* Products of activations with panels. Included by each level, which gives
 *   dot4(sum, w, x, is_q8): lane r of sum += the four products of bytes 4 r... of w with the four of x,
 *   LK_TOKENS, LK_ROWS, LK_VECTORS: how many results its registers hold,
 *   LK_DIRECT_TOKENS: up to how many tokens a panel is not worth opening.
 * A result is summed over the columns in one order, whatever else is computed beside it. */

#define LK_TOGETHER 4 /* most blocks whose words are read together */

/* The activations of a tile's tokens. */
typedef struct {
    const int8_t *q[LK_TOKENS];
    const float *d;    /* (tokens, blocks) */
    const int32_t *n;  /* (tokens, groups): sums of the bytes of a group */
    size_t blocks;
} lk_tile;

/* Adds one half (types without halves have one) of blocks b ... b + together - 1 of `count` tokens and sixteen rows to
 * `sum`, block after block. Blocks whose bits share words are taken together, so that a word is loaded once. */
LK_INLINE void add_blocks(lk_v16 *sum, const uint8_t *panel, const lk_open_panel *open, const lk_tile *x, size_t b,
                          int together, int half, int count, int type) {
    const int groups_per_block = has_halves(type) ? 2 : 1, words = has_halves(type) ? 4 : 8;
    lk_i16 dot[LK_TOGETHER][LK_TOKENS];
    int32_t sums[LK_TOGETHER][LK_TOKENS];
    for (int k = 0; k < together; k++) {
        for (int t = 0; t < count; t++) {
            sums[k][t] = x->n[groups_per_block * (t * x->blocks + b + k) + half];
            const int starts_at_zero = has_min(type) || (type == LK_Q8_0 && LK_SIGNED_Q8);
            dot[k][t] = splat_int(starts_at_zero ? 0 : -(sums[k][t] << zero_shift(type)));
        }
    }
    for (int g = 0; g < words; g++) {
        const int word = words * half + g;
        for (int k = 0; k < together; k++) {
            const lk_words w = open ? open_word(type, open, b + k, word) : panel_word(type, panel, b + k, word);
            for (int t = 0; t < count; t++) {
                dot[k][t] = dot4(dot[k][t], w, x->q[t] + 32 * (b + k) + 4 * word, type == LK_Q8_0);
            }
        }
    }
    for (int k = 0; k < together; k++) {
        const size_t group = groups_per_block * (b + k) + half;
        const lk_v16 scale = open ? load(open->scale + 16 * group) : panel_scale(type, panel, group);
        lk_v16 min = splat(0.0f);
        if (has_min(type)) min = open ? load(open->min + 16 * group) : panel_min(type, panel, group);
        for (int t = 0; t < count; t++) {
            lk_v16 value = to_float(dot[k][t]) * scale;
            if (has_min(type)) value = multiply_add(min, splat((float)-sums[k][t]), value);
            sum[t] = multiply_add(value, splat(x->d[t * x->blocks + b + k]), sum[t]);
        }
    }
}

/* Tokens `count` of x against one panel; out[t * stride + r] for r < rows. With `open` its opened form is read, else
 * the panel itself. */
LK_INLINE void block_tile(float *out, size_t stride, size_t rows, const uint8_t *panel, const lk_open_panel *open,
                          const lk_activations *x, size_t first, int count, size_t blocks, int type) {
    lk_v16 sum[LK_TOKENS];
    lk_tile tile = {
        .d = x->scale + first * blocks,
        .n = has_halves(type) ? x->half_sums + 2 * first * blocks : x->sums + first * blocks,
        .blocks = blocks,
    };
    for (int t = 0; t < count; t++) {
        sum[t] = splat(0.0f);
        tile.q[t] = x->q + (first + t) * x->columns;
    }
    if (has_halves(type)) { /* first halves of four blocks, then their second ones: the order of the bits in a panel */
        for (size_t super = 0; super < blocks; super += 8) { /* where bits lie in it is a constant this way */
#pragma clang loop unroll(full)
            for (int part = 0; part < 4; part++) {
                const size_t b = super + 4 * (part / 2);
                if (!open) add_blocks(sum, panel, NULL, &tile, b, 4, part % 2, count, type);
                for (int k = 0; k < 4 && open; k++) add_blocks(sum, panel, open, &tile, b + k, 1, part % 2, count, type);
            }
        }
    } else if (open || !has_supers(type)) {
        for (size_t b = 0; b < blocks; b++) add_blocks(sum, panel, open, &tile, b, 1, 0, count, type);
    } else {
        for (size_t super = 0; super < blocks; super += 8) {
#pragma clang loop unroll(full)
            for (int sub = 0; sub < 8; sub += 2) add_blocks(sum, panel, NULL, &tile, super + sub, 2, 0, count, type);
        }
    }
    for (int t = 0; t < count; t++) {
        if (rows == 16) store(out + t * stride, sum[t]);
        else for (size_t r = 0; r < rows; r++) out[t * stride + r] = sum[t][r];
    }
}

/* Many tokens against an opened panel: the number of tokens is a constant in each copy of the loop. Types of one form
 * share a copy, named by one of them. */
#define LK_TILE_CASE(N)                                                                                             \
    case N: block_tile(out, stride, rows, NULL, w, x, first, N, blocks, TYPE); break;
#define LK_DEFINE_OPEN_PRODUCT(NAME, ELEMENT)                                                                        \
    static void NAME(float *out, size_t stride, size_t rows, const lk_open_panel *w, const lk_activations *x,        \
                     size_t first, size_t tokens, size_t blocks) {                                                   \
        enum { TYPE = ELEMENT };                                                                                     \
        while (tokens > 0) {                                                                                         \
            const size_t count = tokens < LK_TOKENS ? tokens : LK_TOKENS;                                            \
            switch (count) { LK_TILE_CASES }                                                                         \
            out += count * stride;                                                                                   \
            first += count;                                                                                          \
            tokens -= count;                                                                                         \
        }                                                                                                            \
    }

LK_DEFINE_OPEN_PRODUCT(open_product_q4_0, LK_Q4_0)
LK_DEFINE_OPEN_PRODUCT(open_product_q5_0, LK_Q5_0)
LK_DEFINE_OPEN_PRODUCT(open_product_q8_0, LK_Q8_0)
LK_DEFINE_OPEN_PRODUCT(open_product_min, LK_Q4_1)
LK_DEFINE_OPEN_PRODUCT(open_product_q2_K, LK_Q2_K)
LK_DEFINE_OPEN_PRODUCT(open_product_q3_K, LK_Q3_K)
LK_DEFINE_OPEN_PRODUCT(open_product_q6_K, LK_Q6_K)

static void open_product(float *out, size_t stride, size_t rows, const lk_open_panel *w, int type, const lk_activations *x,
                         size_t first, size_t tokens, size_t blocks) {
    switch (type) {
        case LK_Q4_0: open_product_q4_0(out, stride, rows, w, x, first, tokens, blocks); break;
        case LK_Q5_0: open_product_q5_0(out, stride, rows, w, x, first, tokens, blocks); break;
        case LK_Q8_0: open_product_q8_0(out, stride, rows, w, x, first, tokens, blocks); break;
        case LK_Q2_K: open_product_q2_K(out, stride, rows, w, x, first, tokens, blocks); break;
        case LK_Q3_K: open_product_q3_K(out, stride, rows, w, x, first, tokens, blocks); break;
        case LK_Q6_K: open_product_q6_K(out, stride, rows, w, x, first, tokens, blocks); break;
        default: open_product_min(out, stride, rows, w, x, first, tokens, blocks); break;
    }
}

/* A few tokens straight from the panels, which are read once from start to end. */
#define LK_DEFINE_DIRECT_PRODUCT(TYPE_NAME, ELEMENT)                                                                 \
    static void direct_product_##TYPE_NAME(float *out, size_t stride, const uint8_t *panels, size_t rows,            \
                                           const lk_activations *x, size_t first, size_t tokens, size_t bytes) {     \
        enum { TYPE = ELEMENT };                                                                                     \
        const size_t blocks = x->columns / LK_BLOCK;                                                                 \
        for (size_t r = 0; r < rows; r += LK_PANEL, panels += bytes) {                                               \
            const size_t some = rows - r < LK_PANEL ? rows - r : LK_PANEL;                                           \
            switch (tokens) { LK_DIRECT_CASES }                                                                      \
        }                                                                                                            \
    }
#define LK_DIRECT_CASE(N) case N: block_tile(out + r, stride, some, panels, NULL, x, first, N, blocks, TYPE); break;

LK_DEFINE_DIRECT_PRODUCT(q4_0, LK_Q4_0)
LK_DEFINE_DIRECT_PRODUCT(q4_1, LK_Q4_1)
LK_DEFINE_DIRECT_PRODUCT(q5_0, LK_Q5_0)
LK_DEFINE_DIRECT_PRODUCT(q5_1, LK_Q5_1)
LK_DEFINE_DIRECT_PRODUCT(q8_0, LK_Q8_0)
LK_DEFINE_DIRECT_PRODUCT(q2_K, LK_Q2_K)
LK_DEFINE_DIRECT_PRODUCT(q3_K, LK_Q3_K)
LK_DEFINE_DIRECT_PRODUCT(q4_K, LK_Q4_K)
LK_DEFINE_DIRECT_PRODUCT(q5_K, LK_Q5_K)
LK_DEFINE_DIRECT_PRODUCT(q6_K, LK_Q6_K)

static void direct_product(float *out, size_t stride, const uint8_t *panels, int type, size_t rows, const lk_activations *x,
                           size_t first, size_t tokens, size_t bytes) {
    switch (type) {
        case LK_Q4_0: direct_product_q4_0(out, stride, panels, rows, x, first, tokens, bytes); break;
        case LK_Q4_1: direct_product_q4_1(out, stride, panels, rows, x, first, tokens, bytes); break;
        case LK_Q5_0: direct_product_q5_0(out, stride, panels, rows, x, first, tokens, bytes); break;
        case LK_Q5_1: direct_product_q5_1(out, stride, panels, rows, x, first, tokens, bytes); break;
        case LK_Q8_0: direct_product_q8_0(out, stride, panels, rows, x, first, tokens, bytes); break;
        case LK_Q2_K: direct_product_q2_K(out, stride, panels, rows, x, first, tokens, bytes); break;
        case LK_Q3_K: direct_product_q3_K(out, stride, panels, rows, x, first, tokens, bytes); break;
        case LK_Q4_K: direct_product_q4_K(out, stride, panels, rows, x, first, tokens, bytes); break;
        case LK_Q5_K: direct_product_q5_K(out, stride, panels, rows, x, first, tokens, bytes); break;
        case LK_Q6_K: direct_product_q6_K(out, stride, panels, rows, x, first, tokens, bytes); break;
    }
}

static void multiply_blocks(float *out, size_t stride, const void *panels, int type, size_t rows, const lk_activations *x,
                            size_t first, size_t tokens, void *scratch) {
    const size_t columns = x->columns, bytes = lk_panel_bytes(type, columns), blocks = columns / LK_BLOCK;
    if (tokens <= LK_DIRECT_TOKENS) {
        direct_product(out, stride, panels, type, rows, x, first, tokens, bytes);
        return;
    }
    /* So many tokens that their activations stay in the second-level cache while panels pass by. */
    size_t some = (384u << 10) / columns;
    some = some < LK_TOKENS ? LK_TOKENS : some - some % LK_TOKENS;
    for (size_t t = 0; t < tokens; t += some) {
        const size_t count = tokens - t < some ? tokens - t : some;
        for (size_t r = 0; r < rows; r += LK_PANEL) {
            const lk_open_panel w = open_panel((const uint8_t *)panels + r / LK_PANEL * bytes, type, columns, scratch);
            const size_t some_rows = rows - r < LK_PANEL ? rows - r : LK_PANEL;
            open_product(out + t * stride + r, stride, some_rows, &w, type, x, first + t, count, blocks);
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
        const uint8_t *panel = (const uint8_t *)panels + r / LK_PANEL * lk_panel_bytes(type, columns);
        const lk_open_panel w = open_panel(panel, type, columns, scratch);
        for (size_t c = 0; c < columns; c++) {
            const size_t group = 16 * (has_halves(type) ? c / 16 : c / LK_BLOCK);
            const lk_words word = type == LK_Q8_0 ? open_word(LK_Q8_0, &w, c / LK_BLOCK, (int)(c % LK_BLOCK / 4))
                                                  : open_word(LK_Q4_0, &w, c / LK_BLOCK, (int)(c % LK_BLOCK / 4));
            for (int i = 0; i < LK_PANEL; i++) {
                const int value = (int)((word[i] >> 8 * (c % 4)) & 255) - (has_min(type) ? 0 : 1 << zero_shift(type));
                floats[16 * c + i] = w.scale[group + i] * (float)value - (has_min(type) ? w.min[group + i] : 0.0f);
            }
        }
        multiply_floats(out + r, stride, floats, LK_F32, rows - r < LK_PANEL ? rows - r : LK_PANEL, x, x_stride, tokens,
                        columns);
    }
}

/* The inner loop of the products alone, from the first-level cache, which no product can beat. Returns the operations
 * that it did. */
static size_t peak(size_t rounds) {
    enum { WORDS = 16 };
    uint8_t w[64 * WORDS];
    int8_t x[LK_TOKENS][4 * WORDS];
    lk_i16 sum[LK_TOKENS];
    memset(w, 3, sizeof w);
    memset(x, 2, sizeof x);
    for (int t = 0; t < LK_TOKENS; t++) sum[t] = splat_int(0);
    for (size_t r = 0; r < rounds; r++) {
        for (int g = 0; g < WORDS; g++) {
            const lk_words word = load_words(w + 64 * g);
            for (int t = 0; t < LK_TOKENS; t++) sum[t] = dot4(sum[t], word, x[t] + 4 * g, 0);
        }
        __asm__ volatile("" ::: "memory"); /* or the compiler would do it once */
    }
    volatile int32_t used = 0;
    for (int t = 0; t < LK_TOKENS; t++) used += sum[t][0];
    return 2 * sizeof w * LK_TOKENS * rounds;
}
