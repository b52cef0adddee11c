/* Block layouts as GGUF files hold them. */
#pragma once
#include <stdint.h>

#define LK_QK8_0 32
typedef struct {
    uint16_t d; /* scale, IEEE half */
    int8_t q[LK_QK8_0];
} lk_q8_0;
_Static_assert(sizeof(lk_q8_0) == 34, "q8_0 is 34 bytes per 32 weights");
