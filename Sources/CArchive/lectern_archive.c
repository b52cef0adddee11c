#include "lectern_archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>
#include <string.h>

struct la_reader {
    struct archive *archive;
};

la_reader *la_open(const void *bytes, size_t count) {
    la_reader *r = calloc(1, sizeof *r);
    if (!r) return NULL;
    r->archive = archive_read_new();
    if (!r->archive || archive_read_support_format_zip(r->archive) != ARCHIVE_OK
        || archive_read_open_memory(r->archive, bytes, count) != ARCHIVE_OK) {
        la_close(r);
        return NULL;
    }
    return r;
}

void la_close(la_reader *r) {
    if (r->archive) archive_read_free(r->archive);
    free(r);
}

int la_next(la_reader *r, const char **name, int64_t *size) {
    struct archive_entry *entry = NULL;
    *name = NULL;
    *size = -1;
    const int state = archive_read_next_header(r->archive, &entry);
    if (state == ARCHIVE_EOF) return LA_END;
    if (state != ARCHIVE_OK && state != ARCHIVE_WARN) return LA_DAMAGED;
    /* Whatever the locale is: names in UTF-8 as they are, others byte by byte; both are only compared. */
    *name = archive_entry_pathname_utf8(entry);
    if (!*name) *name = archive_entry_pathname(entry);
    if (archive_entry_size_is_set(entry)) *size = archive_entry_size(entry);
    return archive_entry_is_data_encrypted(entry) ? LA_ENCRYPTED : LA_OK;
}

ptrdiff_t la_read(la_reader *r, void *buffer, size_t capacity) {
    return archive_read_data(r->archive, buffer, capacity);
}

const char *la_error(const la_reader *r) {
    const char *text = r->archive ? archive_error_string(r->archive) : NULL;
    return text ? text : "";
}

ptrdiff_t la_inflate(const void *bytes, size_t count, void *buffer, size_t capacity) {
    /* libarchive unpacks deflate inside gzip: a header of ours in place of zlib's makes it one. It looks at
     * neither length nor check sum of the end. */
    static const unsigned char gzip[10] = {0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3};
    const unsigned char *data = bytes;
    if (count >= 2 && (data[0] & 0x0F) == 8 && ((data[0] << 8) | data[1]) % 31 == 0) {
        data += 2;
        count -= 2;
    }
    unsigned char *wrapped = malloc(sizeof gzip + count + 8);
    if (!wrapped) return -1;
    memcpy(wrapped, gzip, sizeof gzip);
    memcpy(wrapped + sizeof gzip, data, count);
    memset(wrapped + sizeof gzip + count, 0, 8);

    ptrdiff_t total = -1;
    struct archive *archive = archive_read_new();
    struct archive_entry *entry = NULL;
    if (archive && archive_read_support_filter_gzip(archive) == ARCHIVE_OK
        && archive_read_support_format_raw(archive) == ARCHIVE_OK
        && archive_read_open_memory(archive, wrapped, sizeof gzip + count + 8) == ARCHIVE_OK
        && archive_read_next_header(archive, &entry) == ARCHIVE_OK) {
        total = 0;
        while ((size_t)total < capacity) {
            const la_ssize_t n = archive_read_data(archive, (char *)buffer + total, capacity - (size_t)total);
            if (n <= 0) break;
            total += n;
        }
    }
    if (archive) archive_read_free(archive);
    free(wrapped);
    return total;
}
