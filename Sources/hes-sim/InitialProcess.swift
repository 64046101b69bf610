import Glibc

/// Process 1 of a container or namespace: starts hes-sim once more as its child, passes signals on to it, and reaps orphans.
///
/// The kernel makes process 1 the parent of every orphan, and ignores signals that it has no handler for.
enum InitialProcess {
    /// Returns at once in any other process; process 1 ends here, with the status of its child.
    static func takeOver() {
        guard getpid() == 1 else { return }
        var (signals, before) = (sigset_t(), sigset_t())
        unsafe sigfillset(&signals)
        unsafe pthread_sigmask(SIG_BLOCK, &signals, &before)
        guard let child = start(with: &before) else { return unblock(&before) }
        exit(serve(child, signals: &signals))
    }

    /// Runs as a process of its own, orphans unreaped, if no child can be started.
    private static func unblock(_ before: inout sigset_t) {
        unsafe pthread_sigmask(SIG_SETMASK, &before, nil)
    }

    /// - Returns: the child's id; nil when none could be started.
    private static func start(with mask: inout sigset_t) -> pid_t? {
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        unsafe posix_spawnattr_setsigmask(&attributes, &mask)
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var child = pid_t()
        let result = unsafe posix_spawn(&child, "/proc/self/exe", nil, &attributes, CommandLine.unsafeArgv, environ)
        return result == 0 ? child : nil
    }

    /// - Returns: the exit code of the child, as a shell tells it.
    private static func serve(_ child: pid_t, signals: inout sigset_t) -> Int32 {
        while true {
            let signal = unsafe sigwaitinfo(&signals, nil)
            guard signal == SIGCHLD else {
                if signal > 0 { kill(child, signal) }
                continue
            }
            if let code = reap(until: child) { return code }
        }
    }

    /// Reaps every child that has ended.
    ///
    /// - Returns: the exit code of `child`; nil while it runs.
    private static func reap(until child: pid_t) -> Int32? {
        var (status, code) = (Int32(0), Int32?.none)
        while case let ended = unsafe waitpid(-1, &status, WNOHANG), ended > 0 {
            if ended == child { code = status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F) }
        }
        return code
    }
}
