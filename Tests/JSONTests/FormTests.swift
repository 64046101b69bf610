import JSON
import Testing

/// Forms that a value may take: read from a document, and recorded for the schema, by the same function.
@Suite("Forms of values")
struct FormTests {
    private func place(_ text: String) throws -> (place: Place, list: ProblemList) {
        let list = ProblemList()
        return (Place(try JSONParser.parse(Array(text.utf8)), problems: list), list)
    }

    private func recorded(_ read: (Place) -> Void) -> String {
        let recorder = SchemaRecorder(SchemaDefinitions())
        read(Place(recording: recorder))
        var writer = JSONWriter()
        writer.node(recorder.json)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private func pet(_ place: Place) -> String? {
        place.oneOf(cases: [
            Variant("cat", about: "Purrs.") { _ in "cat" },
            Variant("dog", about: "Barks.") { reader in
                let barks = reader.required("barks")?.integer(in: 1...9)
                return barks.map { "dog \($0)" }
            },
        ])
    }

    @Test(
        "a variant is told by its type, and every other key is checked for it",
        arguments: [
            (#"{"type":"cat"}"#, "cat", nil),
            (#"{"type":"dog","barks":2}"#, "dog 2", nil),
            (#"{"type":"cat","barks":2}"#, "cat", "/barks: expected one of type, found the unknown key 'barks'"),
            (#"{"type":"dog"}"#, nil, "expected the key 'barks', found an object without it"),
            (#"{"type":"dgo"}"#, nil, "/type: expected one of cat, dog, found \"dgo\"; did you mean 'dog'?"),
            (#"{}"#, nil, "expected the key 'type', found an object without it"),
            (#"7"#, nil, "expected an object, found 7"),
        ] as [(String, String?, String?)]
    )
    func variants(text: String, value: String?, complaint: String?) throws {
        let (place, list) = try place(text)

        #expect(pet(place) == value)
        #expect(list.problems.count == (complaint == nil ? 0 : 1))
        if let complaint { #expect(list.problems.first?.description.hasSuffix(complaint) == true) }
    }

    @Test("variants are recorded as oneOf with a constant type")
    func recordedVariants() {
        #expect(
            recorded { _ = pet($0) }
                == #"{"oneOf":[{"description":"Purrs.","type":"object","properties":{"type":{"const":"cat"}},"#
                + #""required":["type"],"additionalProperties":false},"#
                + #"{"description":"Barks.","type":"object","properties":{"type":{"const":"dog"},"#
                + #""barks":{"type":"integer","minimum":1,"maximum":9}},"#
                + #""required":["type","barks"],"additionalProperties":false}]}"#
        )
    }

    @Test("one value or a list of them is read the same", arguments: [(#""a""#, ["a"]), (#"["a","b"]"#, ["a", "b"])])
    func oneOrMany(text: String, values: [String]) throws {
        let (place, list) = try place(text)

        #expect(place.oneOrMany().compactMap { $0.string() } == values)
        #expect(list.problems.isEmpty)
    }

    @Test("a list of none is refused, for it would say anybody and mean nobody")
    func emptyList() throws {
        let (place, list) = try place("[]")

        #expect(place.oneOrMany().isEmpty)
        #expect(list.problems.map(\.expected) == ["at least one element"])
    }

    @Test("one or many, and any JSON, are recorded")
    func recordedOneOrMany() {
        let one = recorded { for place in $0.oneOrMany() { _ = place.string() } }

        #expect(one == #"{"anyOf":[{"type":"string"},{"type":"array","minItems":1,"items":{"type":"string"}}]}"#)
        #expect(recorded { _ = $0.json() } == "{}")
    }

    @Test(
        "the first form that takes the value reads it",
        arguments: [(#""never""#, 0), ("5", 5), ("true", nil), (#""x""#, nil)] as [(String, Int?)]
    )
    func either(text: String, value: Int?) throws {
        let (place, list) = try place(text)

        #expect(place.either(.word("never", meaning: 0), .other { $0.integer(in: 1...9) }) == value)
        #expect(list.problems.count == (value == nil ? 1 : 0))
    }

    @Test("the shape of a shared key stands once in $defs")
    func definitions() {
        let definitions = SchemaDefinitions()
        let recorder = SchemaRecorder(definitions)
        let reader = Place(recording: recorder).object()
        for key in ["a", "b"] { _ = reader?.optional(key)?.shared("number", about: "Small.") { $0.integer(in: 1...9) } }
        var writer = JSONWriter()
        writer.node(recorder.json)

        #expect(
            String(decoding: writer.bytes, as: UTF8.self)
                == ##"{"type":"object","properties":{"a":{"$ref":"#/$defs/number"},"b":{"$ref":"#/$defs/number"}}}"##
        )
        guard case .object(let members) = definitions.json else { return }
        #expect(members.map(\.key) == ["number"])
    }
}
