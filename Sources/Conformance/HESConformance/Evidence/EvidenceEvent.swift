import HESContract
package import JSON

/// One thing that the suite saw or did, as a line of `evidence/<case>.jsonl`; the kinds are listed in `docs/reference/evidence.md`.
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
    package var kind: Kind
    /// Members that this version does not know, from a file of a later one.
    private var further: [(String, JSONValue)] = []

    package init(seq: Int, milliseconds: Int64, kind: Kind) {
        self.seq = seq
        self.milliseconds = milliseconds
        self.kind = kind
    }

    package var plane: Plane { kind.plane }

    /// Members behind `kind`, in the order of the line.
    package var members: [(String, JSONValue)] { kind.members + further }

    /// `json/devList` leads to a member of a member; digits lead into an array.
    package func value(at path: String) -> JSONValue? {
        let keys = path.split(separator: "/").map(String.init)
        guard let first = keys.first, let value = members.first(where: { $0.0 == first })?.1 else { return nil }
        return keys.dropFirst().reduce(value) { $0?[child: $1] }
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
            ("kind", .string(kind.word)),
        ]
        return .members(head + members)
    }

    /// Kinds and members that this version does not know are kept; the plane is the kind's, not the line's.
    ///
    /// - Throws: `EvidenceError` naming the member that is missing or of another shape.
    package init(_ value: JSONValue) throws(EvidenceError) {
        guard let seq = value.member("seq").flatMap({ Int(evidence: $0.value) }) else {
            throw EvidenceError.head("no integer 'seq'")
        }
        guard let t = value.member("t").flatMap({ Int(evidence: $0.value) }) else {
            throw EvidenceError.head("no integer 't'")
        }
        guard let plane = value.member("plane")?.value.string.flatMap(Plane.init) else {
            throw EvidenceError.head("no 'plane' of wire, report, suite")
        }
        guard let word = value.member("kind")?.value.string else { throw EvidenceError.head("no string 'kind'") }
        guard case .object(let all) = value else { throw EvidenceError.head("no object") }
        let head: Set = ["seq", "t", "plane", "kind"]
        let members = all.filter { !head.contains($0.key) }.map { ($0.key, $0.node.value) }
        let name = Kind.Name(rawValue: word)
        var kind = name.map(Kind.init(empty:)) ?? .other(Other(word: word, plane: plane))
        let further = try kind.read(members)
        self.init(seq: seq, milliseconds: Int64(t), kind: kind)
        self.further = further
    }

    /// The event with other members; nil if they do not fit its kind.
    func replacingMembers(_ members: [(String, JSONValue)]) -> EvidenceEvent? {
        var event = self
        do throws(EvidenceError) { event.further = try event.kind.read(members) } catch { return nil }
        return event
    }
}

/// A line of evidence that cannot be read.
package enum EvidenceError: Error, CustomStringConvertible {
    /// Not even what every event has.
    case head(String)
    /// A member of its kind is missing or of another shape.
    case member(String)

    package var description: String {
        switch self {
        case .head(let what), .member(let what): "this is no line of evidence: \(what)"
        }
    }
}
