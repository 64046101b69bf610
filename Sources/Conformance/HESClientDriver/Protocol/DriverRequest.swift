import HESContract
package import JSON

/// A request of the suite to the client.
package enum DriverRequest: Sendable {
    case hello(SuiteIdentity)
    case op(name: String, args: JSONValue)
    case caseBegin(CaseBegin)
    case caseEnd
    /// Answered by an exit with 0.
    case bye

    /// As in the message's `type`.
    package var type: String {
        switch self {
        case .hello: "hello"
        case .op: "op"
        case .caseBegin: "case.begin"
        case .caseEnd: "case.end"
        case .bye: "bye"
        }
    }

    /// The types that its answer may have; empty for `bye`.
    package var answerTypes: [String] {
        switch self {
        case .hello: ["hello.ok"]
        case .op: ["op.done", "unsupported"]
        case .caseBegin: ["case.ready"]
        case .caseEnd: ["case.ended"]
        case .bye: []
        }
    }

    /// The request in words: `op 'read'`, `'case.begin'`.
    package var name: String {
        if case .op(let name, _) = self { "op '\(name)'" } else { "'\(type)'" }
    }

    package func json(id: Int) -> JSONValue {
        .members([("type", .string(type)), ("id", .number("\(id)"))] + members)
    }

    private var members: [(String, JSONValue)] {
        switch self {
        case .hello(let suite): [("protocol", 1), ("suite", suite.json)]
        case .op(let name, let args): [("op", .string(name)), ("args", args)]
        case .caseBegin(let begin): begin.members
        case .caseEnd, .bye: []
        }
    }
}

package struct SuiteIdentity: Sendable, Hashable {
    package let version: String
    package let catalogue: String

    package init(version: String, catalogue: String) {
        self.version = version
        self.catalogue = catalogue
    }

    var json: JSONValue { ["version": .string(version), "catalogue": .string(catalogue)] }
}
