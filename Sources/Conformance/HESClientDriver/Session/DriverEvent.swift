package import HESConformance
import HESContract
import JSON

/// What was seen of the client: one of the kinds `driver.…` of the evidence.
package typealias DriverEvent = EvidenceEvent.Kind

extension DriverEvent {
    /// Longer lines of noise and stderr are cut.
    static let maximumLineBytes = 4096

    static func sent(_ message: JSONValue) -> DriverEvent { .driverSent(.init(message)) }

    static func received(_ message: JSONValue) -> DriverEvent { .driverReceived(.init(message)) }

    static func noise(_ line: [UInt8]) -> DriverEvent { .driverNoise(.init(text(line))) }

    static func standardError(_ line: [UInt8]) -> DriverEvent { .driverStderr(.init(text(line))) }

    static func exit(_ end: ClientEnd, isExpected: Bool) -> DriverEvent {
        switch end {
        case .status(let code): .driverExit(.init(status: Int(code), isExpected: isExpected))
        case .signal(let number): .driverExit(.init(signal: Int(number), isExpected: isExpected))
        }
    }

    static func timeout(_ waitedFor: String, after patience: Duration) -> DriverEvent {
        .driverTimeout(.init(waitedFor: waitedFor, seconds: patience / .seconds(1)))
    }

    static func breach(_ what: String) -> DriverEvent { .driverProtocol(.init(what)) }

    private static func text(_ line: [UInt8]) -> String {
        let text = String(decoding: line.prefix(maximumLineBytes), as: UTF8.self)
        return line.count > maximumLineBytes ? text + "…" : text
    }
}
