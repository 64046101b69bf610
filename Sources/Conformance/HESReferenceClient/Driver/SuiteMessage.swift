import HESContract
import JSON
import SimulationKernel

/// A line from the suite.
struct SuiteMessage: Sendable {
    let type: String
    /// As it was written: a number or a string.
    let id: JSONValue
    let json: JSONValue

    /// - Returns: nil if the line is no JSON object.
    init?(line: [UInt8]) {
        guard let json = EnvelopeReader.json(line), case .object = json else { return nil }
        self.json = json
        type = json.member("type")?.value.string ?? ""
        id = json.member("id")?.value ?? .null
    }

    var operation: String { json.member("op")?.value.string ?? "" }
    var arguments: Arguments { Arguments(json: json.member("args")?.value ?? .null) }
}

/// What is wrong with a message, to be reported in the answer.
struct ArgumentError: Error {
    let field: String
    let expected: String
}

/// The members of `args`.
struct Arguments: Sendable {
    let json: JSONValue

    func text(_ name: String) throws(ArgumentError) -> String {
        guard let text = json.member(name)?.value.plainText else { throw ArgumentError(field: name, expected: "text") }
        return text
    }

    func texts(_ name: String) throws(ArgumentError) -> [String] {
        guard let value = json.member(name)?.value, case .array = value else {
            throw ArgumentError(field: name, expected: "an array of strings")
        }
        return value.elements.compactMap { $0.plainText ?? $0.member("devAddr")?.value.plainText }
    }

    func integer(_ name: String) -> Int? {
        json.member(name)?.value.wholeNumber.flatMap { Int(exactly: $0) }
    }

    func seconds(_ name: String) -> Duration? {
        json.member(name)?.value.plainText.flatMap { Double($0) }.map { .seconds(max(0, min($0, 1e9))) }
    }

    func date(_ name: String) throws(ArgumentError) -> CivilTime {
        guard let time = CivilTime(parsing: try text(name)) else {
            throw ArgumentError(field: name, expected: "YYYY-MM-DD HH:mm:ss")
        }
        return time
    }

    func optionalDate(_ name: String) throws(ArgumentError) -> CivilTime? {
        switch json.member(name)?.value {
        case nil, .null?: nil
        default: try date(name)
        }
    }

    /// Objects `{devAddr, status?}` or plain numbers; enabled without a status.
    func archives(_ name: String) throws(ArgumentError) -> [(devAddr: String, status: String)] {
        guard let value = json.member(name)?.value, case .array = value else {
            throw ArgumentError(field: name, expected: "an array")
        }
        return value.elements.compactMap { entry in
            guard let devAddr = entry.plainText ?? entry.member("devAddr")?.value.plainText else { return nil }
            return (devAddr, entry.member("status")?.value.plainText ?? "1")
        }
    }

    func kind() throws(ArgumentError) -> ReadingKind {
        guard let kind = ReadingKind(rawValue: try text("kind")) else {
            throw ArgumentError(field: "kind", expected: "frozen or single")
        }
        return kind
    }
}
