import Glibc

enum StandardError {
    static func write(_ text: String) {
        writeAll(Array((text + "\n").utf8), to: STDERR_FILENO)
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

private func writeAll(_ bytes: [UInt8], to descriptor: Int32) {
    var rest = bytes[...]
    while !rest.isEmpty {
        let written = unsafe rest.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
        guard written > 0 else { return }
        rest = rest.dropFirst(written)
    }
}

/// Makes writing to a closed pipe fail like any other write instead of ending the process.
func ignoreBrokenPipes() {
    _ = signal(SIGPIPE, SIG_IGN)
}

var processID: Int32 { getpid() }
