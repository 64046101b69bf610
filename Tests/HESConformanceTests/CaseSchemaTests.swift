import Foundation
import HESConformance
import JSON
import Testing

/// `UPDATE_GOLDEN=1 swift test --filter CaseSchema` writes the file anew; read the difference like code.
@Suite("Schema of case files")
struct CaseSchemaTests {
    private static let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "fixtures/conformance/case.schema.json")

    private static let files = CaseCatalogue.files.map(\.name) + [CaseCatalogue.canaryFile.name]

    private let schema: SchemaOutline

    init() throws {
        schema = SchemaOutline(document: try JSONParser.parse(CaseLoader.schema).value)
    }

    @Test("the committed schema is what the decoders take")
    func golden() throws {
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
            try Data(CaseLoader.schema).write(to: Self.file)
        }
        let committed = try String(decoding: Data(contentsOf: Self.file), as: UTF8.self)
        #expect(committed == String(decoding: CaseLoader.schema, as: UTF8.self))
    }

    @Test("takes every case of the catalogue", arguments: files)
    func takes(name: String) throws {
        let file = try #require((CaseCatalogue.files + [CaseCatalogue.canaryFile]).first { $0.name == name })
        #expect(schema.takes(try JSONParser.parse(file.bytes).value))
    }

    @Test(
        "refuses the keys and words that the decoder refuses",
        arguments: [
            (#""id": "CANARY-01""#, #""name": "CANARY-01""#),
            (#""prerequisites": ["#, #""prerequisite": ["#),
            (#""check": "outcome""#, #""check": "outcmoe""#),
            (#""min": 1"#, #""min": 1, "mix": 2"#),
            (#""min": 1"#, #""min": "1""#),
            (#""op": "read""#, #""op": "reed""#),
            (#""op": "read","#, #""op": "read", "revoke": true,"#),
            (#""op": "read","#, #""op": "read", "again": true,"#),
            (#""kind": "http.request" }"#, #""kind": "http.reqest" }"#),
            (#""level": "must", "basis""#, #""level": "may", "basis""#),
            (#""flips": ["#, #""flip": ["#),
        ]
    )
    func refuses(text: String, other: String) throws {
        let good = String(decoding: CaseCatalogue.canaryFile.bytes, as: UTF8.self)
        let changed = Array(good.replacing(text, with: other).utf8)
        try #require(changed != CaseCatalogue.canaryFile.bytes)

        #expect(!schema.takes(try JSONParser.parse(changed).value))
        #expect(throws: CaseProblems.self) { try CaseLoader.load(changed, file: "CANARY-01.json") }
    }

    @Test("has a variant for every kind of check")
    func checks() throws {
        let variants = schema.document.member("$defs")?.value.member("check")?.value.member("oneOf")?.value
        let kinds = (variants?.elements ?? []).map { variant in
            variant.member("properties")?.value.member("check")?.value.member("const")?.value.string
        }
        #expect(kinds == CheckCatalogue.all.map { $0.type })
    }
}

/// What a JSON Schema says of keys, words and types; ranges and patterns are left to real validators.
private struct SchemaOutline {
    let document: JSONValue

    func takes(_ value: JSONValue) -> Bool { takes(value, under: document) }

    private func takes(_ value: JSONValue, under schema: JSONValue) -> Bool {
        if let reference = schema.string(at: "$ref") {
            let name = reference.replacing("#/$defs/", with: "")
            guard let shape = document.member("$defs")?.value.member(name)?.value else { return false }
            return takes(value, under: shape)
        }
        return takesType(value, under: schema) && takesWord(value, under: schema)
            && takesAlternative(value, under: schema)
            && takesMembers(value, under: schema) && takesElements(value, under: schema)
    }

    private func takesType(_ value: JSONValue, under schema: JSONValue) -> Bool {
        switch schema.string(at: "type") {
        case nil: true
        case "integer": value.integer != nil
        case let type: value.typeName == type
        }
    }

    private func takesWord(_ value: JSONValue, under schema: JSONValue) -> Bool {
        let words = (schema.member("enum")?.value.elements ?? []) + [schema.member("const")?.value].compactMap(\.self)
        return words.isEmpty || words.contains { $0.excerpt == value.excerpt }
    }

    private func takesAlternative(_ value: JSONValue, under schema: JSONValue) -> Bool {
        let hits = { (keyword: String) in
            schema.member(keyword).map { $0.value.elements.count { takes(value, under: $0) } } ?? 1
        }
        return hits("oneOf") == 1 && hits("anyOf") > 0
    }

    private func takesMembers(_ value: JSONValue, under schema: JSONValue) -> Bool {
        guard case .object(let members) = value else { return true }
        let required = schema.member("required")?.value.elements.compactMap(\.string) ?? []
        return required.allSatisfy { value.member($0) != nil }
            && members.allSatisfy { member in
                if let known = schema.member("properties")?.value.member(member.key)?.value {
                    return takes(member.node.value, under: known)
                }
                guard let others = schema.member("additionalProperties")?.value else { return true }
                if case .bool(let isOpen) = others { return isOpen }
                return takes(member.node.value, under: others)
            }
    }

    private func takesElements(_ value: JSONValue, under schema: JSONValue) -> Bool {
        guard case .array(let nodes) = value, let items = schema.member("items")?.value else { return true }
        return nodes.allSatisfy { takes($0.value, under: items) }
    }
}

extension JSONValue {
    fileprivate func string(at key: String) -> String? { member(key)?.value.string }

    fileprivate var elements: [JSONValue] {
        if case .array(let nodes) = self { nodes.map(\.value) } else { [] }
    }
}
