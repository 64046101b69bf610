#define _GNU_SOURCE

#include "refused_socket_pairs.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

static _Thread_local int is_refused = 0;

void hes_refuse_socket_pairs(int on) { is_refused = on; }

/* Stands before the C library's function of this name in the whole process, for an executable's symbols come first. */
int socketpair(int domain, int type, int protocol, int ends[2]) {
    if (is_refused) {
        errno = EMFILE;
        return -1;
    }
    return (int)syscall(SYS_socketpair, domain, type, protocol, ends);
}
