import ArgumentParser
import Glibc

/// What the process is called and how it ends.
enum Version {
    static let text = "0.1.0"
}

enum StandardError {
    static func write(_ text: String) {
        writeAll(Array((text + "\n").utf8), to: STDERR_FILENO)
    }
}

enum StandardOutput {
    /// One line, at once: whoever waits for it reads a pipe.
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

/// Ends the process with the exit codes of `design.md` §1.
struct Stop: Error {
    let code: Int32
    /// What is wrong and what to do; empty where it has been said.
    let message: String

    static func usage(_ message: String) -> Stop { Stop(code: 2, message: message) }
    static func unavailable(_ message: String) -> Stop { Stop(code: 3, message: message) }
    static func failed(_ message: String) -> Stop { Stop(code: 1, message: message) }
}

/// Whoever reads our pipes may go first; writing then fails like any other write.
func ignoreBrokenPipes() {
    _ = signal(SIGPIPE, SIG_IGN)
}

func endProcess(_ code: Int32) -> Never {
    Glibc.exit(code)
}

var processID: Int32 { getpid() }

/// Says why, and ends the process.
func endProcess(_ stop: Stop) -> Never {
    if !stop.message.isEmpty { StandardError.write("hes-sim: \(stop.message)") }
    endProcess(stop.code)
}
