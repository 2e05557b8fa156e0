// Starting threads.

#include "ck_threads.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

typedef struct {
    void (*run)(void *);
    void *context;
} start;

static void *run_thread(void *memory) {
    start work = *(start *)memory;
    free(memory);
    work.run(work.context);
    return NULL;
}

bool ck_start_thread(void (*run)(void *context), void *context) {
    start *work = malloc(sizeof *work);
    if (work == NULL) return false;
    *work = (start){run, context};
    pthread_attr_t attributes;
    if (pthread_attr_init(&attributes) != 0) {
        free(work);
        return false;
    }
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    // A thread inherits the mask of the one that starts it.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_t thread;
    bool started = pthread_create(&thread, &attributes, run_thread, work) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
    if (!started) free(work);
    return started;
}
