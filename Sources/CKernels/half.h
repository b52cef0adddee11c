/* Conversion of 16-bit floats, without branches so that loops over it become vector code. */
#pragma once
#include <stdint.h>
#include <string.h>

static inline float lk_half(uint16_t half) {
    uint32_t bits = (uint32_t)(half & 0x7FFF) << 13;
    float value;
    memcpy(&value, &bits, sizeof value);
    value *= 0x1p112f; /* moves the exponent's bias; exact, also for subnormal halves */
    memcpy(&bits, &value, sizeof bits);
    bits |= (half & 0x7C00) == 0x7C00 ? 0x7F800000u : 0u;
    bits |= (uint32_t)(half & 0x8000) << 16;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* Nearest half, ties to even; beyond the largest half: infinity. */
static inline uint16_t lk_to_half(float value) {
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    const uint32_t sign = (bits >> 16) & 0x8000u;
    bits &= 0x7FFFFFFFu;
    uint32_t result;
    if (bits > 0x7F800000u) {
        result = 0x7E00u;
    } else if (bits >= 0x477FF000u) { /* 65520 and up */
        result = 0x7C00u;
    } else if (bits < 0x38800000u) { /* below the smallest normal half: let the adder round */
        float small;
        memcpy(&small, &bits, sizeof small);
        small += 0.5f;
        memcpy(&result, &small, sizeof result);
        result -= 0x3F000000u;
    } else {
        result = (bits + 0xFFFu + ((bits >> 13) & 1u) - 0x38000000u) >> 13;
    }
    return (uint16_t)(result | sign);
}

static inline float lk_bfloat(uint16_t b) {
    const uint32_t bits = (uint32_t)b << 16;
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* Nearest bfloat16, ties to even. */
static inline uint16_t lk_to_bfloat(float value) {
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    if ((bits & 0x7FFFFFFFu) > 0x7F800000u) return (uint16_t)((bits >> 16) | 0x40u);
    return (uint16_t)((bits + 0x7FFFu + ((bits >> 16) & 1u)) >> 16);
}
