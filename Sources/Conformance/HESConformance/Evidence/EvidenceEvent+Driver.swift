import HESContract
package import JSON

extension EvidenceEvent {
    /// An object of the driver protocol.
    package struct Message: Sendable, EvidencePayload {
        package var message: JSONValue = [:]

        init() {}
        package init(_ message: JSONValue) { self.message = message }

        mutating func walk(_ members: inout EvidenceMembers) { members.required("message", in: &message) }
    }

    /// What the client printed.
    package struct Line: Sendable, EvidencePayload {
        package var line = ""

        init() {}
        package init(_ line: String) { self.line = line }

        mutating func walk(_ members: inout EvidenceMembers) { members.required("line", in: &line) }
    }

    /// How the client's process ended: by a status or by a signal.
    package struct DriverExit: Sendable, EvidencePayload {
        package var status: Int?
        package var signal: Int?
        package var isExpected = false

        init() {}
        package init(status: Int? = nil, signal: Int? = nil, isExpected: Bool) {
            self.status = status
            self.signal = signal
            self.isExpected = isExpected
        }

        mutating func walk(_ members: inout EvidenceMembers) {
            members.optional("status", in: &status)
            members.optional("signal", in: &signal)
            members.required("isExpected", in: &isExpected)
        }
    }

    package struct DriverTimeout: Sendable, EvidencePayload {
        package var waitedFor = ""
        /// Real time.
        package var seconds = 0.0

        init() {}
        package init(waitedFor: String, seconds: Double) { (self.waitedFor, self.seconds) = (waitedFor, seconds) }

        mutating func walk(_ members: inout EvidenceMembers) {
            members.required("waitedFor", in: &waitedFor)
            members.required("seconds", in: &seconds)
        }
    }
}
