import Glibc
import Subprocess
import SystemPackage

/// What both ways of running a client share.
extension ClientCommand {
    /// A name without a slash is looked up in PATH.
    var executable: Executable {
        program.contains("/") ? .path(FilePath(program)) : .name(program)
    }
}

extension PlatformOptions {
    static var client: PlatformOptions {
        var options = PlatformOptions()
        options.createSession = true
        options.teardownSequence = TeardownStep.ofClient
        return options
    }
}

extension TeardownStep {
    /// SIGTERM to all that the client started, two seconds later SIGKILL.
    static let ofClient: [TeardownStep] = [
        .send(signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: .seconds(2))
    ]

    /// A client that closed its stdout has two seconds to end by itself; signal 0 does nothing.
    static let afterLastWord: [TeardownStep] =
        [.send(signal: Signal(rawValue: 0), allowedDurationToNextStep: .seconds(2))] + ofClient
}

extension ClientEnd {
    init(_ status: TerminationStatus) {
        switch status {
        case .exited(let code): self = .status(code)
        case .signaled(let number): self = .signal(number)
        }
    }
}

extension SubprocessOutputSequence.Buffer {
    var array: [UInt8] { unsafe withUnsafeBytes { unsafe Array($0) } }
}

extension LineSplitter.Line {
    var bytes: [UInt8] {
        switch self {
        case .whole(let bytes), .tooLong(let bytes): bytes
        }
    }
}

enum BrokenPipes {
    /// A client that ended fails our write with EPIPE instead of ending this process.
    static func ignore() {
        _ = signal(SIGPIPE, SIG_IGN)
    }
}
