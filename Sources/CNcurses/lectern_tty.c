#define _GNU_SOURCE
#include "lectern_tty.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

enum { LEAVING_ROOM = 512, NOTE_ROOM = 1024, ALTERNATE_STACK = 64 * 1024 };

static int device = -1;
static int notices = -1;
static struct termios found; /* settings at the claim */
static struct termios raw;
static volatile sig_atomic_t screen_is_ours;
static volatile sig_atomic_t ending_signal;
static uint8_t leaving[LEAVING_ROOM];
static size_t leaving_count;
static char note[NOTE_ROOM];
static size_t note_count;
static uint8_t alternate_stack[ALTERNATE_STACK];

static const int fatal_signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP, SIGSYS, SIGQUIT};
static const int reported_signals[] = {SIGWINCH, SIGCONT, SIGTSTP, SIGINT, SIGHUP, SIGTERM};
enum {
    FATAL_COUNT = sizeof fatal_signals / sizeof fatal_signals[0],
    REPORTED_COUNT = sizeof reported_signals / sizeof reported_signals[0],
};
static struct sigaction before[NSIG];
static bool claimed;

int ln_tty_open(void) {
    int tty = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
    return tty < 0 ? -errno : tty;
}

bool ln_tty_size(int tty, int *columns, int *rows) {
    struct winsize size;
    if (ioctl(tty, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) return false;
    *columns = size.ws_col;
    *rows = size.ws_row;
    return true;
}

void ln_tty_set_leaving(const uint8_t *bytes, size_t count, const char *crash_note) {
    leaving_count = count < LEAVING_ROOM ? count : LEAVING_ROOM;
    memcpy(leaving, bytes, leaving_count);
    note_count = strnlen(crash_note, NOTE_ROOM);
    memcpy(note, crash_note, note_count);
}

/* Safe in a signal handler, like everything it calls. */
static void write_all(const void *bytes, size_t count) {
    const char *next = bytes;
    while (count > 0) {
        ssize_t written = write(device, next, count);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return;
        next += written;
        count -= (size_t)written;
    }
}

/* Safe in a signal handler. A process in the background must not touch the terminal: it belongs to another. */
static bool put_screen_back(void) {
    if (!screen_is_ours || tcgetpgrp(device) != getpgrp()) return false;
    screen_is_ours = 0;
    write_all(leaving, leaving_count);
    tcsetattr(device, TCSANOW, &found);
    return true;
}

/* For an exit() somewhere else in the program. */
static void at_exit(void) { put_screen_back(); }

static void on_fatal(int number, siginfo_t *info, void *context) {
    (void)context;
    int saved = errno;
    if (put_screen_back()) write_all(note, note_count);
    sigaction(number, &before[number], NULL);
    errno = saved;
    /* A fault that the kernel reported happens again on return, with its address; one that was sent does not. */
    if (info->si_code <= 0 || number == SIGTRAP) raise(number);
}

static void on_report(int number) {
    int saved = errno;
    if (number == SIGHUP || number == SIGTERM) {
        ending_signal = number;
        alarm(1);
    }
    uint8_t byte = (uint8_t)number;
    ssize_t ignored = write(notices, &byte, 1); /* a full pipe already says enough */
    (void)ignored;
    errno = saved;
}

static void on_alarm(int number) {
    (void)number;
    put_screen_back();
    _exit(128 + ending_signal);
}

static void report(int number) {
    struct sigaction action = {0};
    sigfillset(&action.sa_mask);
    action.sa_handler = on_report;
    /* A write to a terminal that is gone must not be taken up again. */
    action.sa_flags = number == SIGHUP || number == SIGTERM ? 0 : SA_RESTART;
    sigaction(number, &action, NULL);
}

static void catch_signals(void) {
    /* Whoever started us may have left them blocked. */
    sigset_t ours;
    sigemptyset(&ours);
    for (int i = 0; i < FATAL_COUNT; i++) sigaddset(&ours, fatal_signals[i]);
    for (int i = 0; i < REPORTED_COUNT; i++) sigaddset(&ours, reported_signals[i]);
    sigaddset(&ours, SIGALRM);
    pthread_sigmask(SIG_UNBLOCK, &ours, NULL);

    stack_t stack = {.ss_sp = alternate_stack, .ss_size = ALTERNATE_STACK};
    sigaltstack(&stack, NULL);
    struct sigaction action = {0};
    sigfillset(&action.sa_mask);
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    action.sa_sigaction = on_fatal;
    for (int i = 0; i < FATAL_COUNT; i++) sigaction(fatal_signals[i], &action, &before[fatal_signals[i]]);
    for (int i = 0; i < REPORTED_COUNT; i++) {
        int number = reported_signals[i];
        sigaction(number, NULL, &before[number]);
        report(number);
    }
    action.sa_handler = on_alarm;
    action.sa_flags = SA_RESTART;
    sigaction(SIGALRM, &action, &before[SIGALRM]);
}

static void let_signals_go(void) {
    alarm(0);
    for (int i = 0; i < FATAL_COUNT; i++) sigaction(fatal_signals[i], &before[fatal_signals[i]], NULL);
    for (int i = 0; i < REPORTED_COUNT; i++) sigaction(reported_signals[i], &before[reported_signals[i]], NULL);
    sigaction(SIGALRM, &before[SIGALRM], NULL);
}

bool ln_tty_claim(int tty, int pipe) {
    static bool waits_for_exit;
    if (claimed) return true;
    if (tcgetattr(tty, &found) != 0) return false;
    device = tty;
    notices = pipe;
    raw = found;
    raw.c_iflag &= (tcflag_t) ~(BRKINT | ICRNL | INLCR | IGNCR | INPCK | ISTRIP | IXON | PARMRK);
    raw.c_oflag &= (tcflag_t)~OPOST;
    raw.c_cflag = (raw.c_cflag & (tcflag_t)~PARENB) | CS8;
    /* Without ISIG Ctrl-C and Ctrl-Z are keys like others: the key map decides what they do. */
    raw.c_lflag &= (tcflag_t) ~(ECHO | ECHONL | ICANON | ISIG | IEXTEN);
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    catch_signals();
    if (!waits_for_exit) waits_for_exit = atexit(at_exit) == 0;
    claimed = true;
    screen_is_ours = 1;
    if (tcsetattr(tty, TCSANOW, &raw) != 0) {
        int saved = errno;
        ln_tty_release();
        errno = saved;
        return false;
    }
    return true;
}

void ln_tty_release(void) {
    if (!claimed) return;
    screen_is_ours = 0;
    tcsetattr(device, TCSADRAIN, &found);
    let_signals_go();
    claimed = false;
}

void ln_tty_lend(void) {
    if (!claimed) return;
    screen_is_ours = 0;
    tcsetattr(device, TCSADRAIN, &found);
    /* Whoever stops the group of the other program means us too: the shell waits for all of it. */
    signal(SIGTSTP, SIG_DFL);
}

void ln_tty_take_back(void) {
    if (!claimed) return;
    /* The settings may have been changed meanwhile, by a person with stty or by the other program. */
    struct termios now;
    if (tcgetattr(device, &now) == 0 && memcmp(&now, &raw, sizeof now) != 0) found = now;
    tcsetattr(device, TCSANOW, &raw);
    screen_is_ours = 1;
    report(SIGTSTP);
}

void ln_tty_stop(void) {
    kill(0, SIGTSTP);
    /* The stop may reach another thread first; by the end of this wait it has reached all of them. */
    poll(NULL, 0, 50);
}
