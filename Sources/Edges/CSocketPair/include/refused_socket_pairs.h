#ifndef HES_REFUSED_SOCKET_PAIRS_H
#define HES_REFUSED_SOCKET_PAIRS_H

/* While it is on, socketpair(2) fails with EMFILE on this thread, and on no other.
 *
 * libmosquitto opens a pair of sockets for each client and writes a byte into it for every packet, to wake a thread of
 * its own. The network thread is ours, so the bytes were never read and each of those writes failed, one for every push.
 * The library has no option to leave the pair out, but does without when it cannot have one. */
void hes_refuse_socket_pairs(int on);

#endif
