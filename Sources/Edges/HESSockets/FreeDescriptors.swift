import Glibc

/// How many more file descriptors the process can open.
enum FreeDescriptors {
    /// Counts until there are `bound`, taking one descriptor at most and giving it back at once.
    ///
    /// - Parameters:
    ///   - bound: how many are asked about, more than 0.
    ///   - limit: the process's limit (`RLIMIT_NOFILE`).
    /// - Returns: 0…`bound` or a few more; `bound` too when the system does not say, so that accepting is tried.
    /// - Complexity: three system calls while descriptors are ample, one for each 64 numbers in use otherwise.
    static func count(until bound: Int, limit: Int) -> Int {
        // The lowest free number (POSIX `open`, §2.6).
        let lowest = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard lowest >= 0 else { return Shortage.isNamed(errno) ? 0 : bound }
        close(lowest)
        var free = 0
        var next = Int(lowest)
        while free < bound, next < limit {
            let numbers = next..<min(next + window, limit)
            guard let closed = closed(numbers) else { return bound }
            free += closed
            next = numbers.upperBound
        }
        return free
    }

    /// How many of these numbers are no open descriptors; nil when the system does not say.
    private static func closed(_ numbers: Range<Int>) -> Int? {
        var entries = numbers.map { pollfd(fd: Int32($0), events: 0, revents: 0) }
        guard unsafe poll(&entries, nfds_t(entries.count), 0) >= 0 else { return nil }
        return entries.count { $0.revents & Int16(POLLNVAL) != 0 }
    }

    private static let window = 64
}

/// The errors of a process or system without descriptors or memory for another one.
enum Shortage {
    static func isNamed(_ code: Int32) -> Bool { [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(code) }
}
