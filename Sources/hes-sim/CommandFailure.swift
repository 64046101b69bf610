import Glibc

/// Why a command fails, with its exit code: 1 failed, 2 usage, 3 port or broker not available, 4 a fault of the suite.
struct CommandFailure: Error {
    let code: Int32
    /// What is wrong and what to do; empty if it has been printed already.
    let message: String

    static func usage(_ message: String) -> CommandFailure { CommandFailure(code: 2, message: message) }
    static func unavailable(_ message: String) -> CommandFailure { CommandFailure(code: 3, message: message) }
    static func failed(_ message: String) -> CommandFailure { CommandFailure(code: 1, message: message) }
}

/// Prints the message on stderr and ends the process.
func endProcess(_ failure: CommandFailure) -> Never {
    if !failure.message.isEmpty { StandardError.write("hes-sim: \(failure.message)") }
    endProcess(failure.code)
}

func endProcess(_ code: Int32) -> Never {
    Glibc.exit(code)
}

extension String {
    /// With a period at its end, for a sentence that goes on behind a message of another origin.
    var withPeriod: String { hasSuffix(".") ? self : self + "." }
}
