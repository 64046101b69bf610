package import HESConformance
import HESContract
package import JSON

/// What was seen of the client.
package enum DriverEvent: Sendable {
    case sent(JSONValue)
    case received(JSONValue)
    /// A line of stdout that is no message, as ``text(of:)``.
    case noise(String)
    /// A line, as ``text(of:)``.
    case standardError(String)
    case exit(ClientEnd, isExpected: Bool)
    case timeout(String, after: Duration)
    /// The client broke the protocol.
    case breach(String)

    /// Longer lines of noise and stderr are cut.
    static let maximumLineBytes = 4096

    static func text(of line: [UInt8]) -> String {
        let text = String(decoding: line.prefix(maximumLineBytes), as: UTF8.self)
        return line.count > maximumLineBytes ? text + "…" : text
    }

    /// As the evidence of a case has it.
    package var evidence: EvidenceEvent.Kind {
        switch self {
        case .sent(let message): .driverSent(.init(message))
        case .received(let message): .driverReceived(.init(message))
        case .noise(let line): .driverNoise(.init(line))
        case .standardError(let line): .driverStderr(.init(line))
        case .exit(.status(let code), let isExpected):
            .driverExit(.init(status: Int(code), isExpected: isExpected))
        case .exit(.signal(let number), let isExpected):
            .driverExit(.init(signal: Int(number), isExpected: isExpected))
        case .timeout(let waitedFor, let patience):
            .driverTimeout(.init(waitedFor: waitedFor, seconds: patience / .seconds(1)))
        case .breach(let what): .driverProtocol(.init(what))
        }
    }
}
