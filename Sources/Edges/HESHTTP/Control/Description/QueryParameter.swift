import HESContract
import HTTPTypes
import Hummingbird
import JSON

/// A query parameter of a call, declared once: it reads the request and appears in the description.
struct QueryParameter<Value>: Sendable {
    fileprivate let name: String
    private let schema: JSONValue
    private let description: String
    fileprivate let parse: @Sendable (String) throws(ControlFailure) -> Value

    /// As OpenAPI 3.1 describes a parameter.
    var json: JSONValue {
        ["name": .string(name), "in": "query", "schema": schema, "description": .string(description)]
    }
}

extension QueryParameter<Int> {
    /// A whole number; the schema has no maximum for `Int.max`.
    static func integer(_ name: String, in range: ClosedRange<Int>, about description: String) -> Self {
        var schema: [(String, JSONValue)] = [
            ("type", "integer"), ("minimum", .number(String(range.lowerBound))),
        ]
        if range.upperBound < .max { schema.append(("maximum", .number(String(range.upperBound)))) }
        return Self(name: name, schema: .members(schema), description: description) { text throws(ControlFailure) in
            guard let number = Int(text), range.contains(number) else {
                throw ControlFailure(
                    status: .badRequest,
                    message: "expected \(name) to be an integer from \(range.lowerBound) to \(range.upperBound)"
                )
            }
            return number
        }
    }
}

extension QueryParameter<Bool> {
    /// `true` or `false`.
    static func flag(_ name: String, about description: String) -> Self {
        Self(name: name, schema: Shape.flag, description: description) { text throws(ControlFailure) in
            guard ["true", "false"].contains(text) else {
                throw ControlFailure(
                    status: .badRequest,
                    message: "expected \(name) to be true or false, found '\(Rejection.excerpt(text))'"
                )
            }
            return text == "true"
        }
    }
}

extension QueryParameter<String> {
    static func text(_ name: String, about description: String) -> Self {
        Self(name: name, schema: Shape.text, description: description) { text throws(ControlFailure) in text }
    }

    static func word(_ name: String, among words: [String], about description: String) -> Self {
        Self(name: name, schema: Shape.one(of: words), description: description) { text throws(ControlFailure) in
            guard words.contains(text) else {
                throw ControlFailure(
                    status: .badRequest,
                    message: "unknown \(name) '\(Rejection.excerpt(text))'",
                    hint: hint(for: text, among: words)
                )
            }
            return text
        }
    }

    /// The word that was probably meant, and all that there are.
    private static func hint(for text: String, among words: [String]) -> String {
        let all = "one of " + words.joined(separator: ", ")
        let last = text.split(separator: "/").last.map { String($0) } ?? text
        let near = words.first { $0.lowercased() == last.lowercased() }.map { "did you mean '\($0)'?" }
        return (near ?? Suggestion.hint(for: text, among: words)).map { "\($0) \(all)" } ?? all
    }

    /// The parameter of every call about a world.
    static var tenant: Self { text("tenant", about: "Which world; needless where there is one.") }
}

extension Request {
    /// Nil if the parameter is absent.
    func value<Value>(of parameter: QueryParameter<Value>) throws(ControlFailure) -> Value? {
        guard let text = uri.queryParameters[parameter.name[...]] else { return nil }
        return try parameter.parse(String(text))
    }
}
