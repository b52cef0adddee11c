#include "lectern_openblas.h"
#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>

/* cblas.h's values, so that no header of the library is needed to build. */
enum { ROW_MAJOR = 101, NO_TRANSPOSE = 111, TRANSPOSE = 112 };

typedef void (*sgemm_function)(int, int, int, int, int, int, float, const float *, int, const float *, int, float, float *,
                               int);
typedef char *(*text_function)(void);
typedef void (*threads_function)(int);

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static enum { NOT_TRIED, OPEN, ABSENT } state = NOT_TRIED;
static sgemm_function sgemm;
static text_function corename, config;

static bool load(const char *coretype) {
    if (coretype[0] != '\0') setenv("OPENBLAS_CORETYPE", coretype, 0);
    setenv("OPENBLAS_NUM_THREADS", "1", 0);
    void *library = dlopen("libopenblas.so.0", RTLD_NOW | RTLD_LOCAL);
    if (!library) library = dlopen("libopenblas.so", RTLD_NOW | RTLD_LOCAL);
    if (!library) return false;
    sgemm = (sgemm_function)dlsym(library, "cblas_sgemm");
    corename = (text_function)dlsym(library, "openblas_get_corename");
    config = (text_function)dlsym(library, "openblas_get_config");
    threads_function set_threads = (threads_function)dlsym(library, "openblas_set_num_threads");
    if (!sgemm || !corename || !config || !set_threads) return false;
    set_threads(1);
    return true;
}

bool lb_open(const char *coretype) {
    pthread_mutex_lock(&lock);
    if (state == NOT_TRIED) state = load(coretype) ? OPEN : ABSENT;
    const bool is_open = state == OPEN;
    pthread_mutex_unlock(&lock);
    return is_open;
}

const char *lb_corename(void) { return state == OPEN ? corename() : ""; }

const char *lb_config(void) { return state == OPEN ? config() : ""; }

void lb_multiply_transposed(float *out, const float *a, const float *b, int rows, int columns, int depth) {
    sgemm(ROW_MAJOR, NO_TRANSPOSE, TRANSPOSE, rows, columns, depth, 1.0f, a, depth, b, depth, 0.0f, out, columns);
}
