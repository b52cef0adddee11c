#include "lectern_markdown.h"

#include <limits.h>
#include <md4c-html.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    char *bytes;
    size_t count, capacity, limit;
    int state;
} output;

static void append(const MD_CHAR *text, MD_SIZE count, void *context) {
    output *out = context;
    if (out->state) return;
    if (out->count + count > out->limit) {
        out->state = 1;
        return;
    }
    if (out->count + count > out->capacity) {
        size_t capacity = out->capacity ? out->capacity : 65536;
        while (capacity < out->count + count) capacity *= 2;
        char *bytes = realloc(out->bytes, capacity);
        if (!bytes) {
            out->state = 2;
            return;
        }
        out->bytes = bytes;
        out->capacity = capacity;
    }
    memcpy(out->bytes + out->count, text, count);
    out->count += count;
}

int lm_html(const char *markdown, size_t count, size_t limit, char **html, size_t *size) {
    *html = NULL;
    *size = 0;
    if (count > UINT_MAX / 2) return 1;
    output out = {.limit = limit};
    const int failed = md_html(markdown, (MD_SIZE)count, append, &out, MD_DIALECT_GITHUB, 0);
    if (failed && !out.state) out.state = 2;
    if (out.state) {
        free(out.bytes);
        return out.state;
    }
    *html = out.bytes;
    *size = out.count;
    return 0;
}

void lm_free(char *html) { free(html); }
