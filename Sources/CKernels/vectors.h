/* Sixteen-wide vectors of the compiler, and what every level builds from them. A level includes this file inside
 * its own target attribute, after defining LK_FUSED as 1 where it has fused multiply-add. */
#include <stdint.h>
#include <string.h>
#include "half.h"

typedef float lk_v16 __attribute__((vector_size(64), aligned(4)));
typedef int32_t lk_i16 __attribute__((vector_size(64), aligned(4)));
typedef uint16_t lk_h16 __attribute__((vector_size(32), aligned(2)));
typedef int8_t lk_b16 __attribute__((vector_size(16), aligned(1)));
typedef uint32_t lk_words __attribute__((vector_size(64), aligned(1)));
typedef uint8_t lk_u16 __attribute__((vector_size(16), aligned(1)));

#define LK_INLINE static inline __attribute__((always_inline))

LK_INLINE lk_v16 splat(float x) { return (lk_v16){x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x}; }
LK_INLINE lk_i16 splat_int(int32_t x) { return (lk_i16){x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x}; }
LK_INLINE lk_v16 load(const float *p) { return *(const lk_v16 *)p; }
LK_INLINE void store(float *p, lk_v16 x) { *(lk_v16 *)p = x; }

/* a * b + c, rounded once where the processor can. */
LK_INLINE lk_v16 multiply_add(lk_v16 a, lk_v16 b, lk_v16 c) {
#if LK_FUSED
    return __builtin_elementwise_fma(a, b, c);
#else
    return a * b + c;
#endif
}

LK_INLINE lk_v16 to_float(lk_i16 x) { return __builtin_convertvector(x, lk_v16); }

LK_INLINE float sum_lanes(lk_v16 x) {
    typedef float v8 __attribute__((vector_size(32)));
    typedef float v4 __attribute__((vector_size(16)));
    const v8 a = __builtin_shufflevector(x, x, 0, 1, 2, 3, 4, 5, 6, 7) +
        __builtin_shufflevector(x, x, 8, 9, 10, 11, 12, 13, 14, 15);
    const v4 b = __builtin_shufflevector(a, a, 0, 1, 2, 3) + __builtin_shufflevector(a, a, 4, 5, 6, 7);
    return (b[0] + b[2]) + (b[1] + b[3]);
}

LK_INLINE float max_lanes(lk_v16 x) {
    typedef float v8 __attribute__((vector_size(32)));
    typedef float v4 __attribute__((vector_size(16)));
    const v8 a = __builtin_elementwise_max(__builtin_shufflevector(x, x, 0, 1, 2, 3, 4, 5, 6, 7),
                                           __builtin_shufflevector(x, x, 8, 9, 10, 11, 12, 13, 14, 15));
    const v4 b = __builtin_elementwise_max(__builtin_shufflevector(a, a, 0, 1, 2, 3),
                                           __builtin_shufflevector(a, a, 4, 5, 6, 7));
    const float c = b[0] > b[2] ? b[0] : b[2], d = b[1] > b[3] ? b[1] : b[3];
    return c > d ? c : d;
}

/* 2^x, relative error below 2e-7; below 2^-126 it is 0, also for -infinity, above 2^127 it is 2^127. The fraction
 * is in -1/2...1/2, where the Taylor terms of 2^f up to the sixth leave 1.2e-7. */
LK_INLINE lk_v16 exp2_v16(lk_v16 x) {
    x = __builtin_elementwise_max(x, splat(-127.0f));
    x = __builtin_elementwise_min(x, splat(127.0f));
    const lk_v16 magic = splat(12582912.0f); /* 1.5 * 2^23: adding it rounds to whole numbers */
    const lk_v16 whole = (x + magic) - magic, f = x - whole;
    lk_v16 p = splat(1.54035304e-4f);
    p = multiply_add(p, f, splat(1.33335581e-3f));
    p = multiply_add(p, f, splat(9.61812911e-3f));
    p = multiply_add(p, f, splat(5.55041087e-2f));
    p = multiply_add(p, f, splat(2.40226507e-1f));
    p = multiply_add(p, f, splat(6.93147181e-1f));
    p = multiply_add(p, f, splat(1.0f));
    const lk_i16 exponent = (__builtin_convertvector(whole, lk_i16) + 127) << 23;
    lk_v16 scale;
    memcpy(&scale, &exponent, sizeof scale);
    return p * scale;
}

/* Sixteen values of a float type; `type` is a constant wherever this is called in a loop. */
LK_INLINE lk_v16 load_as(const void *p, size_t index, int type) {
    if (type == LK_F32) return load((const float *)p + index);
    const lk_h16 raw = *(const lk_h16 *)((const uint16_t *)p + index);
    if (type == LK_F16) return half_v16(raw);
    const lk_i16 bits = __builtin_convertvector(raw, lk_i16) << 16;
    lk_v16 value;
    memcpy(&value, &bits, sizeof value);
    return value;
}
