/* Markup to a flat list of events, by libxml2's push parsers. No libxml2 type passes through: Debian's
 * headers include ICU's, which clash with Foundation's.
 *
 * Nothing is loaded: no DTD, no external entity, no network. Entities that a document declares stay
 * undefined, so nothing can expand; the predefined ones and HTML's names are known. */
#pragma once
#include <stddef.h>
#include <stdint.h>

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

typedef struct lx_reader lx_reader;

enum { LX_OK = 0, LX_TOO_DEEP = 1, LX_BROKEN = 2, LX_NO_MEMORY = 3 };

/* Opens a reader; NULL when there is no memory. HTML is taken as UTF-8 whatever it says itself and is never
 * LX_BROKEN; XML says its encoding. Free with lx_close. */
lx_reader *_Nullable lx_open_html(unsigned max_depth);
lx_reader *_Nullable lx_open_xml(unsigned max_depth);
void lx_close(lx_reader *reader);

/* Parses the next bytes and appends what they hold to the events. After LX_TOO_DEEP and LX_BROKEN the events
 * so far stand, and further calls do nothing. is_last: there is no more. */
int lx_feed(lx_reader *reader, const char *bytes, int count, int is_last);

/* The events since the last lx_clear; owned by the reader, valid until the next call on it.
 * Each begins with a letter and its size (uint32_t, of what follows, in the machine's order):
 *   'T' text, UTF-8
 *   'S' an element starts: namespace URI, NUL, local name, NUL; an attribute: local name, NUL, value, NUL
 *   'E' an element ends: namespace URI, NUL, local name, NUL
 * HTML has empty URIs and lower-case names. */
const uint8_t *_Nullable lx_events(const lx_reader *reader, size_t *count);
void lx_clear(lx_reader *reader);

/* What libxml2 said about the first error, "" when there was none, and its line. Owned by the reader. */
const char *lx_error(const lx_reader *reader);
int lx_error_line(const lx_reader *reader);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif
