package import HESConformance

/// Why a request has no valid answer.
package enum SessionFailure: Error, Hashable, Sendable {
    case notStarted(command: String, why: String)
    /// The process ended; nil: it only closed its stdout and was killed.
    case ended(ClientEnd?)
    case hung(waitedFor: String, patience: Duration)
    case breach(String)
    /// An operation that does not exist was answered as if it did.
    case overClaimed(operation: String)
    /// The request is longer than a line of the protocol may be, or too many requests wait.
    case tooMuch(String)
    /// The task that waited for the answer was cancelled.
    case cancelled

    /// Nil if the client did not cause it.
    package var cause: FailureCause? {
        switch self {
        case .ended: .crash
        case .hung: .timeout
        case .breach: .protocol
        case .overClaimed: .overClaimed
        case .notStarted, .tooMuch, .cancelled: nil
        }
    }
}

extension SessionFailure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notStarted(let command, let why): "'\(command)' cannot be started: \(why); give a program that exists"
        case .ended(let end): end.map { "the client ended with \($0)" } ?? "the client closed its stdout and went on"
        case .hung(let waitedFor, let patience): "\(waitedFor) did not come within \(patience)"
        case .breach(let what): "the client broke the protocol: \(what)"
        case .overClaimed(let operation): "the unknown operation '\(operation)' was not answered 'unsupported'"
        case .tooMuch(let what): what
        case .cancelled: "the wait was cancelled"
        }
    }
}
