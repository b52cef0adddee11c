#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The terminal device: its settings, its size, and the signals that have to do with it.
 *
 * Whatever ends the process, the terminal gets back the settings it had when it was claimed, after the bytes that
 * undo what was switched on (alternate screen, mouse, paste, cursor). One claim at a time. */

/* Opens /dev/tty for reading and writing; -errno if the process has no terminal. */
int ln_tty_open(void);
bool ln_tty_size(int tty, int *columns, int *rows);

/* Bytes that leave the screen, and a note for people that is written after them when the program crashes. Both are
 * copied. To be set before ln_tty_claim. */
void ln_tty_set_leaving(const uint8_t *bytes, size_t count, const char *crash_note);

/* Remembers the terminal's settings, switches to raw input and catches signals. From now on
 *   WINCH CONT TSTP INT    put their number as one byte into the pipe
 *   HUP TERM               do too, and after a second end the process (exit 128 + n) with the terminal put back
 *   SEGV ABRT TRAP ...     put the terminal back, write the note, and go on to whatever handled them before
 * False, with errno, if the terminal refuses. */
bool ln_tty_claim(int tty, int pipe);
/* Puts settings and signal handlers back. Does not write the leaving bytes. */
void ln_tty_release(void);

/* Between a claim and its release: hands the terminal to another program, or takes it back. */
void ln_tty_lend(void);
void ln_tty_take_back(void);

/* Stops this process and its group as the terminal's suspend key does; returns when continued, at once where
 * nothing could continue it (an orphaned group). To be called while lent. */
void ln_tty_stop(void);
