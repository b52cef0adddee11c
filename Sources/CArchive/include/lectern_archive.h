/* Zip containers in memory, by libarchive; and the one compression that PDF uses. Nothing is written
 * anywhere, and names of entries are names only. */
#pragma once
#include <stddef.h>
#include <stdint.h>

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

typedef struct la_reader la_reader;

enum { LA_OK = 0, LA_END = 1, LA_DAMAGED = 2, LA_ENCRYPTED = 3 };

/* Opens a container of `count` bytes, which must stay where they are until la_close. NULL: not a zip, or no
 * memory. */
la_reader *_Nullable la_open(const void *bytes, size_t count);
void la_close(la_reader *reader);

/* Goes to the next entry: LA_OK, LA_END, LA_DAMAGED (the rest can't be read) or LA_ENCRYPTED (this entry
 * can't). *name is its name, owned by the reader until the next call; *size what the container says of its
 * unpacked size, -1 when it doesn't: never to be trusted. */
int la_next(la_reader *reader, const char *_Nullable *_Nonnull name, int64_t *size);

/* Reads up to `capacity` bytes of the entry, unpacked: how many, 0 at its end, -1 when they are damaged. */
ptrdiff_t la_read(la_reader *reader, void *buffer, size_t capacity);

/* What libarchive said last, "" when nothing. Owned by the reader. */
const char *la_error(const la_reader *reader);

/* Unpacks raw deflate data that a zlib header of two bytes may precede: how many bytes came out, at most
 * `capacity`; -1 when the data are damaged from the start. */
ptrdiff_t la_inflate(const void *bytes, size_t count, void *buffer, size_t capacity);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif
