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

/* out = (x - mean) / sqrt(variance + epsilon) * weight + bias. */
static void layer_norm(float *out, const float *x, const float *weight, const float *bias, float epsilon, size_t n) {
    lk_v16 values = splat(0.0f), squares = splat(0.0f);
    double sum = 0.0, square_sum = 0.0;
    size_t i = 0;
    for (; i + 16 <= n; i += 16) values += load(x + i);
    for (int lane = 0; lane < 16; lane++) sum += (double)values[lane];
    for (size_t rest = i; rest < n; rest++) sum += (double)x[rest];
    const float mean = (float)(sum / (double)n);
    for (size_t j = 0; j < i; j += 16) {
        const lk_v16 distance = load(x + j) - splat(mean);
        squares = multiply_add(distance, distance, squares);
    }
    for (int lane = 0; lane < 16; lane++) square_sum += (double)squares[lane];
    for (size_t rest = i; rest < n; rest++) square_sum += (double)(x[rest] - mean) * (double)(x[rest] - mean);
    const float scale = (float)(1.0 / __builtin_sqrt(square_sum / (double)n + (double)epsilon));
    for (size_t j = 0; j < i; j += 16) {
        const lk_v16 unit = (load(x + j) - splat(mean)) * splat(scale);
        store(out + j, multiply_add(unit, load(weight + j), load(bias + j)));
    }
    for (; i < n; i++) out[i] = (x[i] - mean) * scale * weight[i] + bias[i];
}

/* x := x Phi(x), with the error function of Abramowitz and Stegun 7.1.26 (off by at most 1.5e-7):
 * 1 - erf(z) = t (a1 + t (a2 + t (a3 + t (a4 + t a5)))) e^(-z z) with t = 1 / (1 + 0.3275911 z), z >= 0. */
static void gelu(float *x, size_t n) {
    size_t i = 0;
    for (; i + 16 <= n; i += 16) {
        const lk_v16 v = load(x + i), size = __builtin_elementwise_abs(v), z = size * splat(0.70710678f);
        const lk_v16 t = splat(1.0f) / multiply_add(z, splat(0.3275911f), splat(1.0f));
        lk_v16 p = splat(1.061405429f);
        p = multiply_add(p, t, splat(-1.453152027f));
        p = multiply_add(p, t, splat(1.421413741f));
        p = multiply_add(p, t, splat(-0.284496736f));
        p = multiply_add(p, t, splat(0.254829592f));
        const lk_v16 rest = p * t * exp2_v16(z * z * splat(-1.44269504f)); /* 1 - erf(z) */
        /* x Phi(x) = x - |x| rest / 2 above zero, and -|x| rest / 2 below. */
        store(x + i, __builtin_elementwise_max(v, splat(0.0f)) - size * rest * splat(0.5f));
    }
    if (i == n) return;
    float last[16] = {0};
    memcpy(last, x + i, (n - i) * sizeof(float));
    gelu(last, 16);
    memcpy(x + i, last, (n - i) * sizeof(float));
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
