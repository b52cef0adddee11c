/* Attention over pages of 64 keys, without ever holding all scores. Included by each level.
 *
 * Rows are queries of one KV head (several positions, all heads of its group). Keys are worked on in blocks of four
 * pages, each row keeping its largest score, its sum and its weighted values relative to it (online softmax, arXiv
 * 1805.02867). After every LK_SEGMENT_PAGES pages the row starts anew and the parts are joined, so that segments may
 * be computed apart. Blocks and segments are counted from the first page of the sequence: a row's result does not
 * depend on which other rows are computed with it. */

#define LK_BLOCK_PAGES 4
#define LK_BLOCK_KEYS (LK_BLOCK_PAGES * LK_PAGE)
static const float lowest = -1e30f; /* no score yet; finite, so that differences stay numbers */

/* Scores of one page: (rows, 64) at s; keys of a float type. */
static void float_scores(float *s, size_t stride, const float *q, const void *keys, int type, size_t rows, size_t dimension) {
    float_product(s, stride, q, dimension, keys, 16, LK_PAGE, type, dimension, rows, LK_PAGE / 16, 0);
}

/* Keys of a page that row r sees: those at positions first[r] ... last[r]. */
LK_INLINE void visible_keys(const lk_page *page, int32_t first, int32_t last, int32_t *from, int32_t *to) {
    int64_t low = (int64_t)first - page->position, high = (int64_t)last - page->position + 1;
    low = low < 0 ? 0 : low;
    high = high > page->count ? page->count : high;
    *from = (int32_t)(low > high ? 0 : low);
    *to = (int32_t)(low > high ? 0 : high);
}

/* Turns the block's scores into powers of two relative to the row's largest score so far. */
LK_INLINE float row_powers(float *s, const lk_page *pages, size_t page_count, int32_t first, int32_t last, float *top,
                           float *sum) {
    lk_v16 high = splat(lowest);
    for (size_t p = 0; p < page_count; p++) {
        float *s_p = s + LK_PAGE * p;
        int32_t from, to;
        visible_keys(pages + p, first, last, &from, &to);
        if (from > 0 || to < LK_PAGE) {
            for (int32_t j = 0; j < from; j++) s_p[j] = -__builtin_inff();
            for (int32_t j = to; j < LK_PAGE; j++) s_p[j] = -__builtin_inff();
        }
        for (int i = 0; i < LK_PAGE; i += 16) high = __builtin_elementwise_max(high, load(s_p + i));
    }
    const float found = max_lanes(high), largest = found > *top ? found : *top;
    const lk_v16 reference = splat(largest);
    lk_v16 total = splat(0.0f);
    for (size_t i = 0; i < LK_PAGE * page_count; i += 16) {
        const lk_v16 power = exp2_v16(load(s + i) - reference);
        store(s + i, power);
        total += power;
    }
    const float correction = exp2_v16(splat(*top - largest))[0];
    *sum = *sum * correction + sum_lanes(total);
    *top = largest;
    return correction;
}

/* Opens a page of bytes: keys (dimension, 64) and values (64, width) as floats. */
static void open_bytes(float *out, const int8_t *q, const uint16_t *scale, int are_keys, size_t dimension, size_t width) {
    if (are_keys) { /* scale: (dimension / 32, 64) */
        for (size_t i = 0; i < dimension; i++) {
            for (size_t j = 0; j < LK_PAGE; j += 16) {
                const lk_i16 bytes = __builtin_convertvector(*(const lk_b16 *)(q + LK_PAGE * i + j), lk_i16);
                const lk_v16 d = half_v16(*(const lk_h16 *)(scale + LK_PAGE * (i / LK_BLOCK) + j));
                store(out + LK_PAGE * i + j, to_float(bytes) * d);
            }
        }
        return;
    }
    const size_t groups = (width + LK_BLOCK - 1) / LK_BLOCK; /* scale: (64, groups) */
    for (size_t j = 0; j < LK_PAGE; j++) {
        for (size_t i = 0; i < width; i += 16) {
            const lk_i16 bytes = __builtin_convertvector(*(const lk_b16 *)(q + width * j + i), lk_i16);
            store(out + width * j + i, to_float(bytes) * splat(lk_half(scale[groups * j + i / LK_BLOCK])));
        }
    }
}

/* A page's keys or values in a type that products take; many rows are worth the copy. */
static const void *open_page(const void *page, int *type, int are_keys, size_t rows, size_t dimension, size_t width,
                             float *copy) {
    const size_t count = are_keys ? dimension * LK_PAGE : width * LK_PAGE;
    if (*type == LK_F32 || (*type == LK_F16 && rows <= 2 * LK_ROWS)) return page;
    if (*type == LK_F16) {
        for (size_t i = 0; i < count; i += 16) store(copy + i, load_as(page, i, LK_F16));
    } else {
        open_bytes(copy, page, (const uint16_t *)((const int8_t *)page + count), are_keys, dimension, width);
    }
    *type = LK_F32;
    return copy;
}

LK_INLINE void fetch(const void *bytes, size_t count) {
    for (size_t i = 0; i < count; i += 64) __builtin_prefetch((const uint8_t *)bytes + i, 0, 2);
}

/* next: the page after these, or NULL. */
static void attend_block(const lk_attention *a, const lk_page *pages, size_t page_count, const lk_page *next, float *out,
                         float *top, float *sum) {
    const size_t width = a->width, dimension = a->dimension;
    /* Few rows wait for the memory, and pages lie apart: what comes next is asked for in time. */
    const size_t ahead = a->rows <= 2 * LK_ROWS ? LK_PAGE * (a->type == LK_F32 ? 4 : a->type == LK_F16 ? 2 : 1) : 0;
    float *s = a->scratch, *copy = s + a->rows * LK_BLOCK_KEYS;
    int32_t used[LK_BLOCK_PAGES];
    for (size_t p = 0; p < page_count; p++) {
        used[p] = 0;
        for (size_t r = 0; r < a->rows; r++) {
            int32_t from, to;
            visible_keys(pages + p, a->first[r], a->last[r], &from, &to);
            used[p] = to > used[p] ? to : used[p];
        }
        if (used[p] == 0) continue;
        fetch(pages[p].values, ahead * width);
        if (p + 1 < page_count) fetch(pages[p + 1].keys, ahead * dimension);
        int type = a->type;
        const void *keys = open_page(pages[p].keys, &type, 1, a->rows, dimension, width, copy);
        float_scores(s + LK_PAGE * p, LK_BLOCK_KEYS, a->queries, keys, type, a->rows, dimension);
    }
    if (next) fetch(next->keys, ahead * dimension);
    for (size_t r = 0; r < a->rows; r++) {
        const float correction =
            row_powers(s + r * LK_BLOCK_KEYS, pages, page_count, a->first[r], a->last[r], top + r, sum + r);
        if (correction == 1.0f) continue;
        for (size_t i = 0; i < width; i += 16) store(out + r * width + i, load(out + r * width + i) * splat(correction));
    }
    for (size_t p = 0; p < page_count; p++) {
        if (used[p] == 0) continue;
        int type = a->type;
        const void *values = open_page(pages[p].values, &type, 0, a->rows, dimension, width, copy);
        for (size_t r = 0; r < a->rows; r += LK_ROWS) { /* the rows' powers stay in the cache over all of width */
            const size_t some = a->rows - r < LK_ROWS ? a->rows - r : LK_ROWS;
            float_product(out + r * width, width, s + r * LK_BLOCK_KEYS + LK_PAGE * p, LK_BLOCK_KEYS, values, 16, width,
                          type, (size_t)used[p], some, width / 16, 1);
        }
    }
}

/* One segment from its beginning. out: (rows, width), top, sum: (rows), overwritten. */
static void attend_segment(const lk_attention *a, const lk_page *pages, size_t count, size_t number, float *out, float *top,
                           float *sum) {
    memset(out, 0, a->rows * a->width * sizeof(float));
    for (size_t r = 0; r < a->rows; r++) {
        top[r] = lowest;
        sum[r] = 0.0f;
    }
    for (size_t p = 0; p < count;) {
        size_t some = LK_BLOCK_PAGES - (number + p) % LK_BLOCK_PAGES;
        some = some < count - p ? some : count - p;
        attend_block(a, pages + p, some, p + some < count ? pages + p + some : NULL, out, top, sum);
        p += some;
    }
}

/* Joins a later part to an earlier one of the same rows. */
static void join_parts(float *out, float *top, float *sum, const float *other, const float *other_top,
                       const float *other_sum, size_t rows, size_t width) {
    for (size_t r = 0; r < rows; r++) {
        const float largest = top[r] > other_top[r] ? top[r] : other_top[r];
        const lk_v16 keep = exp2_v16(splat(top[r] - largest)), gain = exp2_v16(splat(other_top[r] - largest));
        for (size_t i = 0; i < width; i += 16) {
            const lk_v16 part = load(other + r * width + i) * gain;
            store(out + r * width + i, multiply_add(load(out + r * width + i), keep, part));
        }
        sum[r] = sum[r] * keep[0] + other_sum[r] * gain[0];
        top[r] = largest;
    }
}

static void attend(const lk_attention *a, const lk_page *pages, size_t count, size_t number, float *out, float *top,
                   float *sum) {
    float *part = a->scratch + a->rows * LK_BLOCK_KEYS + LK_PAGE * (a->dimension > a->width ? a->dimension : a->width);
    float *part_top = part + a->rows * a->width, *part_sum = part_top + a->rows;
    int is_first = 1;
    for (size_t p = 0; p < count || is_first;) {
        size_t some = LK_SEGMENT_PAGES - (number + p) % LK_SEGMENT_PAGES;
        some = some < count - p ? some : count - p;
        if (is_first) {
            attend_segment(a, pages + p, some, number + p, out, top, sum);
        } else {
            attend_segment(a, pages + p, some, number + p, part, part_top, part_sum);
            join_parts(out, top, sum, part, part_top, part_sum, a->rows, a->width);
        }
        is_first = 0;
        p += some;
    }
}

/* Keys and values of one position and head into their page. */
static void store_position(void *keys, void *values, int type, size_t place, const float *k, const float *v,
                           size_t dimension, size_t width) {
    if (type == LK_F32) {
        for (size_t i = 0; i < dimension; i++) ((float *)keys)[LK_PAGE * i + place] = k[i];
        memcpy((float *)values + width * place, v, dimension * sizeof(float));
    } else if (type == LK_F16) {
        for (size_t i = 0; i < dimension; i++) ((uint16_t *)keys)[LK_PAGE * i + place] = lk_to_half(k[i]);
        for (size_t i = 0; i < dimension; i++) ((uint16_t *)values)[width * place + i] = lk_to_half(v[i]);
    } else {
        int8_t *k_q = keys, *v_q = values;
        uint16_t *k_d = (uint16_t *)(k_q + LK_PAGE * dimension), *v_d = (uint16_t *)(v_q + LK_PAGE * width);
        const size_t groups = (width + LK_BLOCK - 1) / LK_BLOCK;
        for (size_t b = 0; b * LK_BLOCK < dimension; b++) {
            const size_t from = b * LK_BLOCK, to = from + LK_BLOCK < dimension ? from + LK_BLOCK : dimension;
            float k_top = 0.0f, v_top = 0.0f;
            for (size_t i = from; i < to; i++) {
                k_top = __builtin_fmaxf(k_top, __builtin_fabsf(k[i]));
                v_top = __builtin_fmaxf(v_top, __builtin_fabsf(v[i]));
            }
            k_d[LK_PAGE * b + place] = lk_to_half(k_top / 127.0f);
            v_d[groups * place + b] = lk_to_half(v_top / 127.0f);
            const float k_scale = k_top > 0.0f ? 127.0f / k_top : 0.0f, v_scale = v_top > 0.0f ? 127.0f / v_top : 0.0f;
            for (size_t i = from; i < to; i++) {
                k_q[LK_PAGE * i + place] = (int8_t)__builtin_rintf(k[i] * k_scale);
                v_q[width * place + i] = (int8_t)__builtin_rintf(v[i] * v_scale);
            }
        }
    }
}

/* Scores of one page of any type; copy: dimension * 64 floats. */
static void page_scores(float *s, size_t stride, const float *q, const void *keys, int type, size_t rows, size_t dimension,
                        float *copy) {
    const void *open = open_page(keys, &type, 1, rows, dimension, (dimension + 15) / 16 * 16, copy);
    float_scores(s, stride, q, open, type, rows, dimension);
}

/* x := 2^(x - largest) over n values; returns their sum. */
static float powers(float *x, size_t n) {
    lk_v16 high = splat(lowest), total = splat(0.0f);
    size_t i = 0;
    for (; i + 16 <= n; i += 16) high = __builtin_elementwise_max(high, load(x + i));
    float largest = max_lanes(high);
    for (size_t j = i; j < n; j++) largest = x[j] > largest ? x[j] : largest;
    for (i = 0; i + 16 <= n; i += 16) {
        const lk_v16 power = exp2_v16(load(x + i) - splat(largest));
        store(x + i, power);
        total += power;
    }
    float sum = sum_lanes(total);
    for (; i < n; i++) {
        x[i] = exp2_v16(splat(x[i] - largest))[0];
        sum += x[i];
    }
    return sum;
}

static void add_scaled(float *out, const float *x, float scale, size_t n) {
    for (size_t i = 0; i < n; i++) out[i] += scale * x[i];
}

static float total(const float *x, size_t n) {
    lk_v16 sums = splat(0.0f);
    size_t i = 0;
    for (; i + 16 <= n; i += 16) sums += load(x + i);
    float sum = sum_lanes(sums);
    for (; i < n; i++) sum += x[i];
    return sum;
}
