import HESContract
import JSON

/// One walk over the members of a payload that reads, writes, changes or describes them.
///
/// Each payload names its members once, in the order of the line, so that these four cannot differ.
struct EvidenceMembers {
    private enum Purpose {
        case reading, writing, describing
        case changing((JSONValue) -> JSONValue)
    }

    private let purpose: Purpose
    /// Reading: members that were not asked for yet; writing: those so far.
    private(set) var values: [(String, JSONValue)] = []
    /// Such as ``` `planId`? (note)```.
    private(set) var descriptions: [String] = []
    /// The first member that is missing or of another shape.
    private(set) var problem: String?

    static func reading(_ members: [(String, JSONValue)]) -> EvidenceMembers {
        var walk = EvidenceMembers(purpose: .reading)
        walk.values = members
        return walk
    }

    static var writing: EvidenceMembers { EvidenceMembers(purpose: .writing) }
    static var describing: EvidenceMembers { EvidenceMembers(purpose: .describing) }
    static func changing(_ change: @escaping (JSONValue) -> JSONValue) -> EvidenceMembers {
        EvidenceMembers(purpose: .changing(change))
    }

    private init(purpose: Purpose) { self.purpose = purpose }

    mutating func required<Value: EvidenceValue>(_ name: String, in value: inout Value, note: String? = nil) {
        switch purpose {
        case .reading:
            if let found: Value = read(name) { value = found } else { miss(name, of: Value.shape) }
        default: value = visit(name, as: value, note: note, mark: "")
        }
    }

    mutating func optional<Value: EvidenceValue>(_ name: String, in value: inout Value?, note: String? = nil) {
        switch purpose {
        case .reading: value = read(name, isNullAbsent: true)
        case .describing: describe(name, note: note, mark: "?")
        default: value = value.map { visit(name, as: $0, note: note, mark: "?") }
        }
    }

    private mutating func read<Value: EvidenceValue>(_ name: String, isNullAbsent: Bool = false) -> Value? {
        guard let index = values.firstIndex(where: { $0.0 == name }) else { return nil }
        let json = values.remove(at: index).1
        if let value = Value(evidence: json) { return value }
        if case .null = json, isNullAbsent { return nil }
        miss(name, of: Value.shape)
        return nil
    }

    private mutating func visit<Value: EvidenceValue>(
        _ name: String,
        as value: Value,
        note: String?,
        mark: String
    ) -> Value {
        switch purpose {
        case .reading: break
        case .writing: values.append((name, value.evidence))
        case .describing: describe(name, note: note, mark: mark)
        case .changing(let change): return Value(evidence: change(value.evidence)) ?? value
        }
        return value
    }

    private mutating func describe(_ name: String, note: String?, mark: String) {
        descriptions.append("`\(name)`\(mark)\(note.map { " (\($0))" } ?? "")")
    }

    private mutating func miss(_ name: String, of shape: String) { problem = problem ?? "no \(shape) '\(name)'" }
}

/// A type that a member of a payload can have.
protocol EvidenceValue {
    /// Such as `integer`; names the shape in the message about a wrong member.
    static var shape: String { get }
    var evidence: JSONValue { get }
    init?(evidence: JSONValue)
}

extension JSONValue: EvidenceValue {
    static var shape: String { "value" }
    var evidence: JSONValue { self }
    init?(evidence: JSONValue) { self = evidence }
}

extension String: EvidenceValue {
    static var shape: String { "string" }
    var evidence: JSONValue { .string(self) }
    init?(evidence: JSONValue) {
        guard let text = evidence.string else { return nil }
        self = text
    }
}

extension Int: EvidenceValue {
    static var shape: String { "integer" }
    var evidence: JSONValue { .number("\(self)") }
    /// Takes what every JSON parser reads exactly (RFC 8259 §6); arithmetic on it cannot overflow.
    init?(evidence: JSONValue) {
        guard let number = evidence.integer, (-(1 << 53)...(1 << 53)).contains(number) else { return nil }
        self = number
    }
}

extension UInt64: EvidenceValue {
    static var shape: String { "integer" }
    var evidence: JSONValue { .number("\(self)") }
    init?(evidence: JSONValue) {
        guard case .number(let digits) = evidence, let number = UInt64(digits) else { return nil }
        self = number
    }
}

extension Double: EvidenceValue {
    static var shape: String { "number" }
    var evidence: JSONValue { .decimal(self) }
    init?(evidence: JSONValue) {
        guard let number = evidence.double else { return nil }
        self = number
    }
}

extension Bool: EvidenceValue {
    static var shape: String { "true or false" }
    var evidence: JSONValue { .bool(self) }
    init?(evidence: JSONValue) {
        guard case .bool(let flag) = evidence else { return nil }
        self = flag
    }
}

extension [String]: EvidenceValue {
    static var shape: String { "array of strings" }
    var evidence: JSONValue { .words(self) }
    init?(evidence: JSONValue) {
        guard case .array(let nodes) = evidence else { return nil }
        let words = nodes.compactMap { $0.value.string }
        guard words.count == nodes.count else { return nil }
        self = words
    }
}

/// A member with a closed set of words.
protocol EvidenceWord: EvidenceValue, RawRepresentable<String>, CaseIterable {}

extension EvidenceWord {
    static var shape: String { "word (\(allCases.map(\.rawValue).joined(separator: ", ")))" }
    var evidence: JSONValue { .string(rawValue) }
    init?(evidence: JSONValue) { self.init(rawValue: evidence.string ?? "") }
}

extension Endpoint: EvidenceWord {}
