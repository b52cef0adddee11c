#define _GNU_SOURCE
#define _XOPEN_SOURCE_EXTENDED 1
#define NCURSES_WIDECHAR 1
#include "lectern_ncurses.h"

#include <langinfo.h>
#include <locale.h>
#include <ncurses.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <wchar.h>

static SCREEN *screen;
static FILE *output; /* a file in memory: ncurses needs a descriptor */
static FILE *input;  /* /dev/null: keys are read elsewhere */
static uint8_t *frame;
static size_t frame_room;
static int cursor_state;
static int shown_rows;
static bool corner_scrolls;

static bool encodes_utf8(void) { return strcmp(nl_langinfo(CODESET), "UTF-8") == 0; }

int ln_set_locale(void) {
    if (setlocale(LC_CTYPE, "") && encodes_utf8()) return 1;
    if (setlocale(LC_CTYPE, "C.UTF-8") && encodes_utf8()) return 0;
    return -1;
}

/* ncurses believes in a row below the last one, always empty. Otherwise it writes the last cell of the screen by
 * inserting, and so tears wide characters and marks apart; terminals that wrap only when the next letter comes
 * (xenl: nearly all) need no such care. */
static void size_screen(int columns, int rows) {
    shown_rows = rows;
    resize_term(rows + 1, columns);
}

bool ln_open(const char *terminal, int columns, int rows) {
    ln_close();
    int memory = memfd_create("lectern frame", MFD_CLOEXEC);
    if (memory < 0) return false;
    output = fdopen(memory, "w");
    if (!output) {
        close(memory);
        return false;
    }
    input = fopen("/dev/null", "re");
    use_env(FALSE);   /* LINES and COLUMNS may be stale; the size is given */
    use_tioctl(TRUE); /* and entries without a size of their own are no error */
    screen = input ? newterm(terminal, output, input) : NULL;
    if (!screen) {
        ln_close();
        return false;
    }
    typeahead(-1); /* never leave a frame half painted because a key waits */
    nonl();
    start_color();
    use_default_colors();
    size_screen(columns, rows);
    corner_scrolls = ln_flag("am") && !ln_flag("xenl");
    cursor_state = -1;
    /* What ncurses does at its start (alternate screen, margins) is left out: the owner of the terminal does it. */
    size_t ignored;
    ln_frame(&ignored);
    ln_forget();
    return true;
}

void ln_close(void) {
    if (screen) {
        endwin();
        delscreen(screen);
        screen = NULL;
    }
    if (output) fclose(output);
    if (input) fclose(input);
    output = input = NULL;
    free(frame);
    frame = NULL;
    frame_room = 0;
}

const char *ln_string(const char *capability) {
    const char *value = screen ? tigetstr(capability) : NULL;
    return value == (const char *)-1 ? NULL : value;
}

int ln_number(const char *capability) {
    int value = screen ? tigetnum(capability) : -1;
    return value < 0 ? -1 : value;
}

bool ln_flag(const char *capability) { return screen && tigetflag(capability) == 1; }

void ln_resize(int columns, int rows) {
    if (!screen) return;
    size_screen(columns, rows);
    ln_forget();
}

void ln_color_limits(int *colors, int *pairs) {
    *colors = screen && has_colors() ? COLORS : 0;
    *pairs = screen && has_colors() ? COLOR_PAIRS : 0;
}

bool ln_define_pair(int pair, int foreground, int background) {
    return screen && init_extended_pair(pair, foreground, background) == OK;
}

static attr_t curses_attributes(uint16_t attributes) {
    attr_t result = A_NORMAL;
    if (attributes & LN_BOLD) result |= A_BOLD;
    if (attributes & LN_DIM) result |= A_DIM;
    if (attributes & LN_ITALIC) result |= A_ITALIC;
    if (attributes & LN_UNDERLINE) result |= A_UNDERLINE;
    if (attributes & LN_REVERSE) result |= A_REVERSE;
    if (attributes & LN_STRIKE) result |= A_PROTECT;
    return result;
}

static void put_one(int row, int column, const wchar_t *text, attr_t attributes, int pair) {
    cchar_t cell;
    if (setcchar(&cell, text, attributes, 0, &pair) == OK) mvwadd_wchnstr(stdscr, row, column, &cell, 1);
}

void ln_put(int row, int column, const ln_cell *cells, int count) {
    if (!screen) return;
    for (int i = 0; i < count; i++) {
        const ln_cell *cell = &cells[i];
        attr_t attributes = curses_attributes(cell->attributes);
        wchar_t text[6] = {0};
        bool agreed = cell->count > 0 && wcwidth((wchar_t)cell->scalars[0]) == cell->width;
        int length = 0;
        if (row >= shown_rows || (corner_scrolls && row == shown_rows - 1 && column + cell->width >= COLS)) break;
        for (int k = 0; agreed && k < cell->count && k < 5; k++) {
            /* A mark that the C library takes for a letter would be painted in a cell of its own. */
            if (k > 0 && wcwidth((wchar_t)cell->scalars[k]) != 0) continue;
            text[length++] = (wchar_t)cell->scalars[k];
        }
        if (agreed) {
            put_one(row, column, text, attributes, cell->pair);
        } else {
            put_one(row, column, L"\xFFFD", attributes, cell->pair);
            if (cell->width == 2) put_one(row, column + 1, L" ", attributes, cell->pair);
        }
        column += cell->width;
    }
}

void ln_place_cursor(int row, int column, bool visible) {
    if (!screen) return;
    if (visible) wmove(stdscr, row, column);
    if (cursor_state != visible) curs_set(visible);
    cursor_state = visible;
}

void ln_forget(void) {
    if (!screen) return;
    clearok(curscr, TRUE);
    cursor_state = -1;
}

const uint8_t *ln_frame(size_t *count) {
    *count = 0;
    if (!screen) return frame;
    wnoutrefresh(stdscr);
    doupdate();
    fflush(output);
    int memory = fileno(output);
    off_t length = lseek(memory, 0, SEEK_CUR);
    if (length <= 0) return frame;
    if ((size_t)length > frame_room) {
        uint8_t *larger = realloc(frame, (size_t)length);
        if (!larger) return frame;
        frame = larger;
        frame_room = (size_t)length;
    }
    ssize_t got = pread(memory, frame, (size_t)length, 0);
    if (lseek(memory, 0, SEEK_SET) == 0 && ftruncate(memory, 0) == 0 && got == length) *count = (size_t)length;
    return frame;
}
