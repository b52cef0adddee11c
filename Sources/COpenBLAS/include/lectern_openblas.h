/* OpenBLAS behind dlopen, so that its kernels can be chosen before it looks at the processor: Debian 12's
 * build does not recognise newer ones and would run its oldest kernels. One thread; Lectern splits the work. */
#pragma once
#include <stdbool.h>

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

/* Opens the library once; later calls return the first result. coretype: "SkylakeX", "Haswell" or "" for the
 * library's own choice. Returns false when it is not installed or lacks a function. */
bool lb_open(const char *coretype);

/* The kernels in use ("SkylakeX", "Prescott", …); "" before lb_open succeeded. Owned by the library. */
const char *lb_corename(void);

/* The version and build options; "" before lb_open succeeded. Owned by the library. */
const char *lb_config(void);

/* out (rows × columns) = a (rows × depth) times the transpose of b (columns × depth), all row-major.
 * Only after lb_open returned true. */
void lb_multiply_transposed(float *out, const float *a, const float *b, int rows, int columns, int depth);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif
