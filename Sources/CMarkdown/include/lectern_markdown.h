/* Markdown to HTML, by md4c: CommonMark with GitHub's tables, task lists, strike-through, bare addresses. */
#pragma once
#include <stddef.h>

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

/* Writes the HTML of `count` bytes of UTF-8 to *html (free it with lm_free) and its size to *size.
 * Stops at `limit` bytes. Returns 0, 1 when the HTML would be longer, or 2 when there is no memory. */
int lm_html(const char *markdown, size_t count, size_t limit, char *_Nullable *_Nonnull html, size_t *size);

void lm_free(char *html);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif
