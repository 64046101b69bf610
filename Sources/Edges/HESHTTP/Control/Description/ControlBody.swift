import HTTPTypes
import Hummingbird
import JSON

/// The JSON object that a call takes: its decoder reads the body, and records the body's schema for the description.
struct ControlBody<Value>: Sendable {
    private let decode: @Sendable (Place) -> Value?
    private let refusal: @Sendable (JSONProblem) -> ControlFailure

    /// `refusal` makes the failure for the first problem of the body.
    init(
        refusal: @escaping @Sendable (JSONProblem) -> ControlFailure = { ControlFailure($0) },
        decode: @escaping @Sendable (Place) -> Value?
    ) {
        self.refusal = refusal
        self.decode = decode
    }

    var schema: JSONValue {
        let recorder = SchemaRecorder(SchemaDefinitions())
        _ = decode(Place(recording: recorder))
        return recorder.json
    }

    /// - Throws: `ControlFailure` if the body is no JSON, no object, or not one that the decoder takes.
    func read(_ request: Request) async throws -> Value {
        let problems = ProblemList()
        let value = decode(Place(try root(try await request.controlBytes()), problems: problems))
        if let problem = problems.first { throw refusal(problem) }
        guard let value else {
            throw ControlFailure(status: .badRequest, message: "expected another body", pointer: "")
        }
        return value
    }

    private func root(_ bytes: [UInt8]) throws(ControlFailure) -> JSONNode {
        let node: JSONNode
        do {
            node = try JSONParser.parse(bytes)
        } catch {
            let message = "malformed JSON at byte \(error.offset): expected \(error.expected)"
            throw ControlFailure(status: .badRequest, message: message)
        }
        guard case .object = node.value else {
            let message = "expected an object, found \(node.value.typeName)"
            throw ControlFailure(status: .badRequest, message: message, pointer: "")
        }
        return node
    }
}

extension ControlFailure {
    /// The refusal of a body with this problem.
    init(_ problem: JSONProblem) {
        var message = "expected \(problem.expected)"
        var hint = problem.hint
        switch problem.cause {
        case .unknownKey(let key, let known):
            message = "unknown key '\(key)'"
            hint = Self.hint(near: problem.hint, among: known)
        case .unknownWord(let known):
            message = "unknown \(problem.pointer.split(separator: "/").last ?? "value") \(problem.found)"
            hint = Self.hint(near: problem.hint, among: known)
        case .value, .missingKey, .repeatedKey: break
        }
        self.init(status: .badRequest, message: message, pointer: problem.pointer, hint: hint)
    }

    /// The word that was probably meant, and all that there are.
    private static func hint(near: String?, among known: [String]) -> String {
        guard !known.isEmpty else { return "nothing is known by that name here" }
        let all = "one of " + known.joined(separator: ", ")
        return near.map { "\($0) \(all)" } ?? all
    }
}
