/* A checksum of many bytes: eight running sums of products, which vector units compute side by side, mixed at the
 * end. It finds torn and flipped bytes; it is no defence against someone who means to deceive. */
#include <string.h>
#include "lectern_kernels.h"

static uint64_t mix(uint64_t x) {
    x ^= x >> 32;
    x *= 0xD6E8FEB86659FD93u;
    x ^= x >> 32;
    return x;
}

uint64_t lk_checksum_more(uint64_t start, const void *bytes, size_t count) {
    uint64_t sums[8];
    for (int i = 0; i < 8; i++) sums[i] = start + (uint64_t)i;
    size_t at = 0;
    for (; at + 64 <= count; at += 64) {
        uint64_t words[8];
        memcpy(words, (const char *)bytes + at, 64);
        for (int i = 0; i < 8; i++) {
            const uint64_t x = words[i] ^ sums[i];
            sums[i] = (x << 23 | x >> 41) + (x & 0xFFFFFFFFu) * (x >> 32 | 1);
        }
    }
    uint64_t last[8] = {0};
    memcpy(last, (const char *)bytes + at, count - at);
    uint64_t sum = mix(start ^ count);
    for (int i = 0; i < 8; i++) sum = mix(sum ^ mix(sums[i] + last[i] * 0x9E3779B97F4A7C15u));
    return sum;
}
