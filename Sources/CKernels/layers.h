/* What stands between the products, row by row. Included by each level. */

/* out = x * weight / sqrt(mean(x^2) + epsilon). */
static void rms_norm(float *out, const float *x, const float *weight, float epsilon, size_t n) {
    lk_v16 squares = splat(0.0f);
    double sum = 0.0;
    size_t i = 0;
    for (; i + 16 <= n; i += 16) squares = multiply_add(load(x + i), load(x + i), squares);
    for (int lane = 0; lane < 16; lane++) sum += (double)squares[lane];
    for (size_t rest = i; rest < n; rest++) sum += (double)x[rest] * (double)x[rest];
    const float scale = (float)(1.0 / __builtin_sqrt(sum / (double)n + (double)epsilon));
    for (size_t j = 0; j < i; j += 16) store(out + j, load(x + j) * splat(scale) * load(weight + j));
    for (; i < n; i++) out[i] = x[i] * scale * weight[i];
}

/* gate := gate / (1 + 2^(-gate log2 e)) * up. */
static void swiglu(float *gate, const float *up, size_t n) {
    size_t i = 0;
    for (; i + 16 <= n; i += 16) {
        const lk_v16 z = load(gate + i);
        const lk_v16 power = exp2_v16(z * splat(-1.44269504f));
        store(gate + i, z / (splat(1.0f) + power) * load(up + i));
    }
    if (i == n) return;
    float z[16] = {0}, u[16] = {0};
    memcpy(z, gate + i, (n - i) * sizeof(float));
    memcpy(u, up + i, (n - i) * sizeof(float));
    swiglu(z, u, 16);
    memcpy(gate + i, z, (n - i) * sizeof(float));
}

static void add(float *x, const float *y, size_t n) {
    for (size_t i = 0; i < n; i++) x[i] += y[i];
}

/* One row to signed bytes: the scale of 32 values is their largest magnitude / 127. */
static void quantize_row(const lk_activations *out, size_t row, const float *x) {
    const size_t columns = out->columns, groups = columns / LK_BLOCK;
    int8_t *q = out->q + row * columns;
    for (size_t b = 0; b < groups; b++) {
        const lk_v16 low = load(x + 32 * b), high = load(x + 32 * b + 16);
        const lk_v16 size = __builtin_elementwise_max(__builtin_elementwise_abs(low), __builtin_elementwise_abs(high));
        const float largest = max_lanes(size), scale = largest / 127.0f;
        const lk_v16 inverse = splat(largest > 0.0f ? 127.0f / largest : 0.0f);
        const lk_v16 magic = splat(12582912.0f);
        const lk_i16 a = __builtin_convertvector((low * inverse + magic) - magic, lk_i16);
        const lk_i16 c = __builtin_convertvector((high * inverse + magic) - magic, lk_i16);
        *(lk_b16 *)(q + 32 * b) = __builtin_convertvector(a, lk_b16);
        *(lk_b16 *)(q + 32 * b + 16) = __builtin_convertvector(c, lk_b16);
        const int32_t first = __builtin_reduce_add(a), second = __builtin_reduce_add(c);
        out->scale[row * groups + b] = scale;
        out->sums[row * groups + b] = first + second;
        out->half_sums[2 * (row * groups + b)] = first;
        out->half_sums[2 * (row * groups + b) + 1] = second;
    }
}
