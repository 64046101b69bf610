#ifndef HES_CMOSQUITTO_SHIM_H
#define HES_CMOSQUITTO_SHIM_H

#include <mosquitto.h>

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* The network thread. libmosquitto's own loop waits with select(), which fails once a socket's number
 * reaches FD_SETSIZE, and pauses whole seconds between connection attempts; so the loop is ours. */

typedef struct {
    pthread_t thread;
} hes_thread;

typedef struct {
    void (*body)(void *);
    void *context;
} hes_thread_start_arguments;

static inline void *hes_thread_main(void *raw) {
    hes_thread_start_arguments arguments = *(hes_thread_start_arguments *)raw;
    free(raw);
    arguments.body(arguments.context);
    return NULL;
}

/* Starts a joinable thread that receives no signals. Returns 0 or an errno value. */
static inline int hes_thread_start(hes_thread *thread, void (*body)(void *), void *context) {
    hes_thread_start_arguments *arguments = malloc(sizeof(*arguments));
    if (arguments == NULL) return ENOMEM;
    arguments->body = body;
    arguments->context = context;
    sigset_t all, previous;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &previous);
    int result = pthread_create(&thread->thread, NULL, hes_thread_main, arguments);
    pthread_sigmask(SIG_SETMASK, &previous, NULL);
    if (result != 0) free(arguments);
    return result;
}

static inline void hes_thread_join(hes_thread thread) { pthread_join(thread.thread, NULL); }
static inline void hes_thread_detach(hes_thread thread) { pthread_detach(thread.thread); }
static inline int hes_thread_is_current(hes_thread thread) {
    return pthread_equal(thread.thread, pthread_self()) != 0;
}

/* A pipe whose reading end can be waited for beside the socket. Returns 0 or an errno value. */
static inline int hes_self_pipe_open(int *reading, int *writing) {
    int ends[2];
    if (pipe(ends) != 0) return errno;
    for (int i = 0; i < 2; i++) {
        fcntl(ends[i], F_SETFD, FD_CLOEXEC);
        fcntl(ends[i], F_SETFL, O_NONBLOCK);
    }
    *reading = ends[0];
    *writing = ends[1];
    return 0;
}

/* A full pipe is as good as a written one, so the result does not matter. */
static inline void hes_self_pipe_signal(int writing) {
    char byte = 0;
    ssize_t ignored = write(writing, &byte, 1);
    (void)ignored;
}

static inline void hes_self_pipe_close(int reading, int writing) {
    close(reading);
    close(writing);
}

#define HES_READY_TO_READ 1
#define HES_READY_TO_WRITE 2
#define HES_HUNG_UP 4

/* Holds back what is written to a TCP socket until it is switched off again, so that it leaves in few segments (tcp(7)). */
static inline void hes_cork(int socket, int on) {
    /* A socket that cannot be corked sends at once. */
    (void)setsockopt(socket, IPPROTO_TCP, TCP_CORK, &on, sizeof(on));
}

/* At most a second. */
static inline void hes_pause(long microseconds) {
    struct timespec time = {.tv_sec = 0, .tv_nsec = microseconds * 1000};
    nanosleep(&time, NULL);
}

/* Waits for the socket (-1: none) or the self-pipe, at most so many milliseconds; empties the pipe.
 * An error or hang-up of the socket counts as readable: reading then reports it. */
static inline int hes_wait(int socket, int wants_write, int reading, int timeout_milliseconds) {
    struct pollfd polled[2] = {
        {.fd = reading, .events = POLLIN},
        {.fd = socket, .events = (short)(POLLIN | (wants_write ? POLLOUT : 0))},
    };
    if (poll(polled, 2, timeout_milliseconds) <= 0) return 0;
    if (polled[0].revents & POLLIN) {
        char bytes[64];
        while (read(reading, bytes, sizeof(bytes)) == (ssize_t)sizeof(bytes)) {}
    }
    int ready = 0;
    if (polled[1].revents & (POLLIN | POLLERR | POLLHUP | POLLNVAL)) ready |= HES_READY_TO_READ;
    if (polled[1].revents & POLLOUT) ready |= HES_READY_TO_WRITE;
    if (polled[1].revents & (POLLERR | POLLHUP)) ready |= HES_HUNG_UP;
    return ready;
}

#endif
