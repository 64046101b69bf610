package import HESConformance
import HESContract
package import JSON

/// What was seen of the client, to become an event of the evidence (`docs/evidence.md`).
package struct DriverNote: Sendable {
    /// As `driver.received`.
    package let kind: String
    package let members: [(String, JSONValue)]

    package func event(seq: Int, milliseconds: Int64) -> EvidenceEvent {
        EvidenceEvent(seq: seq, milliseconds: milliseconds, plane: .report, kind: kind, members: members)
    }
}

extension DriverNote {
    /// Longer lines of noise and stderr are cut.
    package static let maximumLineBytes = 4096

    static func sent(_ message: JSONValue) -> DriverNote {
        DriverNote(kind: "driver.sent", members: [("message", message)])
    }

    static func received(_ message: JSONValue) -> DriverNote {
        DriverNote(kind: "driver.received", members: [("message", message)])
    }

    static func noise(_ line: [UInt8]) -> DriverNote {
        DriverNote(kind: "driver.noise", members: [("line", .string(text(line)))])
    }

    static func standardError(_ line: [UInt8]) -> DriverNote {
        DriverNote(kind: "driver.stderr", members: [("line", .string(text(line)))])
    }

    static func exit(_ end: ClientEnd, isExpected: Bool) -> DriverNote {
        let member: (String, JSONValue) =
            switch end {
            case .status(let code): ("status", .number("\(code)"))
            case .signal(let number): ("signal", .number("\(number)"))
            }
        return DriverNote(kind: "driver.exit", members: [member, ("isExpected", .bool(isExpected))])
    }

    static func timeout(_ waitedFor: String, _ patience: Duration) -> DriverNote {
        DriverNote(
            kind: "driver.timeout",
            members: [("waitedFor", .string(waitedFor)), ("seconds", .decimal(patience / .seconds(1)))]
        )
    }

    static func breach(_ what: String) -> DriverNote {
        DriverNote(kind: "driver.protocol", members: [("what", .string(what))])
    }

    private static func text(_ line: [UInt8]) -> String {
        let text = String(decoding: line.prefix(maximumLineBytes), as: UTF8.self)
        return line.count > maximumLineBytes ? text + "…" : text
    }
}

/// How the client's process ended.
package enum ClientEnd: Sendable, Hashable, CustomStringConvertible {
    case status(Int32)
    case signal(Int32)

    package var description: String {
        switch self {
        case .status(let code): "exit status \(code)"
        case .signal(let number): "signal \(number)"
        }
    }
}
