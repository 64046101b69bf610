import Glibc

enum StandardError {
    /// Everything for standard error goes through it, so that lines keep their order and no call waits for a reader.
    static let queue = LineQueue(
        isReady: { isReady($0, descriptor: STDERR_FILENO) },
        write: { writeAll($0, to: STDERR_FILENO) }
    )

    /// Writes a line; waits at most a second for a reader.
    static func write(_ text: String) {
        queue.append(Array((text + "\n").utf8))
        queue.flush(within: .seconds(1))
    }

    /// Has the lines that still wait written when the process ends, within a second.
    static func flushAtExit() {
        _ = atexit { StandardError.queue.flush(within: .seconds(1)) }
    }
}

enum StandardOutput {
    /// Writes a line without buffering, because a parent process reads the ready line from a pipe.
    static func writeLine(_ bytes: [UInt8]) {
        write(bytes + [0x0A])
    }

    static func write(_ text: String) { write(Array(text.utf8)) }

    static func write(_ bytes: [UInt8]) {
        writeAll(bytes, to: STDOUT_FILENO)
    }
}

/// Whether a write of so many bytes returns at once: a pipe that is ready takes 4096 (`PIPE_BUF`, pipe(7)).
private func isReady(_ byteCount: Int, descriptor: Int32) -> Bool {
    var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    guard byteCount <= 4096 else { return false }
    return unsafe poll(&ready, 1, 0) == 1
}

private func writeAll(_ bytes: [UInt8], to descriptor: Int32) {
    var rest = bytes[...]
    while !rest.isEmpty {
        let written = unsafe rest.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
        if written > 0 {
            rest = rest.dropFirst(written)
        } else if written < 0, errno == EAGAIN {
            // A descriptor that another process has made non-blocking.
            var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            unsafe poll(&ready, 1, -1)
        } else if written == 0 || errno != EINTR {
            return
        }
    }
}

/// Makes writing to a closed pipe fail like any other write instead of ending the process.
func ignoreBrokenPipes() {
    _ = signal(SIGPIPE, SIG_IGN)
}

var processID: Int32 { getpid() }
