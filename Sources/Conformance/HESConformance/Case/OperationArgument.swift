package import JSON

/// An argument of an operation, as `args` of the driver protocol has it.
package struct OperationArgument: Sendable {
    package enum Shape: String, Sendable {
        case text = "string"
        /// `YYYY-MM-DD HH:mm:ss` in the time zone of `case.begin`.
        case time = "string: YYYY-MM-DD HH:mm:ss"
        case integer
        case texts = "array of strings"
        case objects = "array of objects"
    }

    package let name: String
    package let shape: Shape
    package let isRequired: Bool
    /// In words, with unit and values.
    package let meaning: String
    package let example: JSONValue

    func fits(_ value: JSONValue) -> Bool {
        switch (shape, value) {
        case (.text, .string), (.time, .string): true
        case (.integer, .number): value.integer != nil
        case (.texts, .array(let nodes)): nodes.allSatisfy { $0.value.string != nil }
        case (.objects, .array(let nodes)):
            nodes.allSatisfy { if case .object = $0.value { true } else { false } }
        default: false
        }
    }
}

extension OperationName {
    package var arguments: [OperationArgument] {
        switch self {
        case .read: [.kind, .cgcode, .meters, .start(isRequired: false), .end(isRequired: false)]
        case .history: [.kind, .cgcode, .meters, .start(), .end(), .pageSize]
        case .collect: [.cgcode, .meters, .start(), .end()]
        case .relay: [.meters, .mode]
        case .archiveRead: [.dcuNo]
        case .archiveAdd: [.dcuNo, .archives]
        case .archiveRemove: [.dcuNo, .meters]
        case .clockAdvance: [.seconds]
        case .login, .rows: []
        }
    }
}

extension OperationArgument {
    private init(_ name: String, as shape: Shape, isRequired: Bool = true, example: JSONValue, meaning: String) {
        self.init(name: name, shape: shape, isRequired: isRequired, meaning: meaning, example: example)
    }

    fileprivate static var kind: Self {
        Self(
            "kind",
            as: .text,
            example: "single",
            meaning: "`single` for values now (§3.2), `frozen` for composites (§3.3)"
        )
    }

    fileprivate static var cgcode: Self {
        Self("cgcode", as: .text, example: "5069", meaning: "the reading item of §4.2")
    }

    fileprivate static var meters: Self {
        Self("meters", as: .texts, example: ["202407100001"], meaning: "meter numbers; leading zeros count")
    }

    fileprivate static func start(isRequired: Bool = true) -> Self {
        Self(
            "start",
            as: .time,
            isRequired: isRequired,
            example: "2024-07-01 00:00:00",
            meaning: "the window's first instant, included" + onlyFrozen(isRequired)
        )
    }

    fileprivate static func end(isRequired: Bool = true) -> Self {
        Self(
            "end",
            as: .time,
            isRequired: isRequired,
            example: "2024-07-11 00:00:00",
            meaning: "the window's last instant, included" + onlyFrozen(isRequired)
        )
    }

    private static func onlyFrozen(_ isRequired: Bool) -> String { isRequired ? "" : "; with `frozen` alone" }

    fileprivate static var pageSize: Self {
        Self(
            "pageSize",
            as: .integer,
            isRequired: false,
            example: 20,
            meaning: "rows to ask for in a page; absent: the client's choice"
        )
    }

    fileprivate static var mode: Self {
        Self(
            "mode",
            as: .text,
            example: "open",
            meaning: "`open` or `close`; another word must be refused before a call"
        )
    }

    fileprivate static var dcuNo: Self {
        Self("dcuNo", as: .text, example: "2211000051", meaning: "the data concentrator's number")
    }

    fileprivate static var archives: Self {
        Self(
            "archives",
            as: .objects,
            example: [["devAddr": "202407100008", "status": "1"]],
            meaning: "one object for each meter: `devAddr`, and `status` as §3.8 has it"
        )
    }

    fileprivate static var seconds: Self {
        Self("seconds", as: .integer, example: 7201, meaning: "by how many seconds the client's own clock moves on")
    }
}
