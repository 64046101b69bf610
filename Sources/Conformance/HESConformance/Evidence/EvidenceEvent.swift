import HESContract
package import JSON

/// One thing that the suite saw or did, as a line of `evidence/<case>.jsonl`; the kinds are listed in `docs/evidence.md`.
package struct EvidenceEvent: Sendable {
    package enum Plane: String, Sendable {
        /// HTTP and MQTT as the suite saw them.
        case wire
        /// What the client said of itself.
        case report
        /// What the suite did: steps, faults, clock.
        case suite
    }

    /// From 1, without gaps.
    package var seq: Int
    /// Simulated milliseconds since the Unix epoch.
    package var milliseconds: Int64
    package var plane: Plane
    /// As `http.request`.
    package var kind: String
    /// Further members in their order.
    package var members: [(String, JSONValue)]

    package init(
        seq: Int,
        milliseconds: Int64,
        plane: Plane,
        kind: String,
        members: [(String, JSONValue)]
    ) {
        self.seq = seq
        self.milliseconds = milliseconds
        self.plane = plane
        self.kind = kind
        self.members = members
    }

    package subscript(name: String) -> JSONValue? {
        members.first { $0.0 == name }?.1
    }
}

extension EvidenceEvent {
    /// One line without its newline: `{"seq":1,"t":1720540800000,"plane":"wire","kind":"http.request",…}`.
    package var line: [UInt8] {
        var writer = JSONWriter()
        writer.node(json)
        return writer.bytes
    }

    package var json: JSONValue {
        let head: [(String, JSONValue)] = [
            ("seq", .number("\(seq)")), ("t", .number("\(milliseconds)")), ("plane", .string(plane.rawValue)),
            ("kind", .string(kind)),
        ]
        return .members(head + members)
    }

    /// - Throws: `EvidenceError` naming the member that is missing or wrong.
    package init(_ value: JSONValue) throws(EvidenceError) {
        guard let seq = value.member("seq")?.value.integer else { throw EvidenceError(what: "no integer 'seq'") }
        guard let t = value.member("t")?.value.integer else { throw EvidenceError(what: "no integer 't'") }
        guard let plane = value.member("plane")?.value.string.flatMap(Plane.init) else {
            throw EvidenceError(what: "no 'plane' of wire, report, suite")
        }
        guard let kind = value.member("kind")?.value.string else { throw EvidenceError(what: "no string 'kind'") }
        guard case .object(let all) = value else { throw EvidenceError(what: "no object") }
        let head: Set = ["seq", "t", "plane", "kind"]
        self.init(
            seq: seq,
            milliseconds: Int64(t),
            plane: plane,
            kind: kind,
            members: all.filter { !head.contains($0.key) }.map { ($0.key, $0.node.value) }
        )
    }
}

/// A line of evidence that cannot be read.
package struct EvidenceError: Error, CustomStringConvertible {
    package let what: String
    package init(what: String) { self.what = what }
    package var description: String { "this is no line of evidence: \(what)" }
}
