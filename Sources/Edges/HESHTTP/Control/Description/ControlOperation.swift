import HESContract
import JSON

/// What a call of the control API takes and returns, as OpenAPI 3.1 describes it.
struct ControlOperation: Sendable {
    let id: String
    let summary: String
    /// Whether `?tenant=` picks the world.
    let isAboutWorld: Bool
    /// Query parameters, as its route declares them.
    let query: [JSONValue]
    /// Schema of the body, recorded by its route's decoder; nil: no body.
    let body: JSONValue?
    let status: Int
    /// Further answers of this call alone, by status; ``ControlOpenAPI`` adds the refusals that calls share.
    let also: [(status: Int, schema: JSONValue)]
    let contentType: String
    /// Schema of the answer.
    let schema: JSONValue

    init(
        _ id: String,
        _ summary: String,
        isAboutWorld: Bool = true,
        query: [JSONValue] = [],
        body: JSONValue? = nil,
        status: Int = 200,
        also: [(status: Int, schema: JSONValue)] = [],
        contentType: String = "application/json",
        _ schema: JSONValue
    ) {
        self.id = id
        self.summary = summary
        self.isAboutWorld = isAboutWorld
        self.query = query
        self.body = body
        self.status = status
        self.also = also
        self.contentType = contentType
        self.schema = schema
    }
}

/// Makes the schemas of answers.
enum Shape {
    static let text: JSONValue = ["type": "string"]
    static let integer: JSONValue = ["type": "integer"]
    static let number: JSONValue = ["type": "number"]
    static let flag: JSONValue = ["type": "boolean"]
    static let maybeText: JSONValue = ["type": ["string", "null"]]
    static let anything: JSONValue = ["type": "object"]

    static func list(_ items: JSONValue) -> JSONValue {
        ["type": "array", "items": items]
    }

    static func one(of words: [String]) -> JSONValue {
        ["type": "string", "enum": .words(words)]
    }

    /// An object whose members are required, except the optional ones; further members are allowed.
    static func object(_ members: [(String, JSONValue)], optional: [String] = []) -> JSONValue {
        [
            "type": "object",
            "properties": .members(members),
            "required": .words(members.map(\.0).filter { !optional.contains($0) }),
        ]
    }

    static let error = object([
        ("error", object([("message", text), ("pointer", text), ("hint", text)], optional: ["pointer", "hint"]))
    ])
    static let refusal: JSONValue = ["$ref": "#/components/schemas/Error"]
    static let entry = object([("seq", integer), ("t", integer), ("kind", text)])
}
