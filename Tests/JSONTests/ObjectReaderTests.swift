import JSON
import Testing

@Suite("Reader of objects")
struct ObjectReaderTests {
    /// Reads a pet with an owner; what it finds wrong, in the order of the document.
    private func problems(_ text: String) throws -> [JSONProblem] {
        let list = ProblemList()
        guard let reader = Place(try JSONParser.parse(Array(text.utf8)), problems: list).object() else {
            return list.problems
        }
        _ = reader.required("name")?.nonEmptyString()
        _ = reader.optional("legs")?.integer(in: 0...8)
        if let owner = reader.optional("owner/of")?.object() {
            _ = owner.required("city")?.word(among: ["Bern", "Basel"])
            owner.finish()
        }
        reader.finish()
        return list.inOrderOfTheDocument
    }

    @Test(
        "a problem has its place, what was expected and what is there",
        arguments: [
            (#"{"name":"a","legs":4,"owner/of":{"city":"Bern"}}"#, []),
            (#"[]"#, ["0 /: expected an object, found an array of 0"]),
            (#"{}"#, ["0 /: expected the key 'name', found an object without it"]),
            (#"{"name":"a","legs":9}"#, ["19 /legs: expected an integer from 0 to 8, found 9"]),
            (#"{"name":""}"#, [#"8 /name: expected a string that is not empty, found """#]),
            (
                #"{"name":"a","leg":4}"#,
                ["12 /leg: expected one of name, legs, owner/of, found the unknown key 'leg'; did you mean 'legs'?"]
            ),
            (#"{"name":"a","name":"b"}"#, ["12 /name: expected every key once, found 'name' again"]),
            (
                #"{"name":"a","owner/of":{"city":"Barn"}}"#,
                [#"31 /owner~1of/city: expected one of Bern, Basel, found "Barn"; did you mean 'Bern'?"#]
            ),
            (
                #"{"name":"a","owner/of":{"city":1,"t~wn":2}}"#,
                [
                    "31 /owner~1of/city: expected one of Bern, Basel, found 1",
                    "33 /owner~1of/t~0wn: expected one of city, found the unknown key 't~wn'",
                ]
            ),
        ]
    )
    func problem(text: String, told: [String]) throws {
        #expect(try problems(text).map { "\($0.offset) \($0)" } == told)
    }

    @Test("a problem says its cause to those who word it themselves")
    func causes() throws {
        let causes = try problems(#"{"leg":4,"leg":5,"owner/of":{"city":"Barn"}}"#).map(\.cause)

        #expect(
            causes == [
                .missingKey("name"), .unknownKey("leg", known: ["name", "legs", "owner/of"]), .repeatedKey("leg"),
                .unknownKey("leg", known: ["name", "legs", "owner/of"]), .unknownWord(known: ["Bern", "Basel"]),
            ]
        )
    }

    @Test("the last value of a repeated key is read")
    func repeated() throws {
        let reader = Place(try JSONParser.parse(Array(#"{"a":1,"a":2}"#.utf8)), problems: ProblemList()).object()

        #expect(reader?.optional("a")?.integer() == 2)
    }

    @Test("the walk that reads records the schema")
    func schema() {
        let recorder = SchemaRecorder(SchemaDefinitions())
        let reader = Place(recording: recorder).object()
        _ = reader?.required("name", about: "Of the pet.")?.nonEmptyString()
        _ = reader?.optional("legs").integer(in: 0...8, default: 4)
        reader?.finish()
        let expected: JSONValue = [
            "type": "object",
            "properties": [
                "name": ["description": "Of the pet.", "type": "string", "minLength": 1],
                "legs": ["default": 4, "type": "integer", "minimum": 0, "maximum": 8],
            ],
            "required": ["name"],
            "additionalProperties": false,
        ]

        #expect(recorder.json.prettyPrinted == expected.prettyPrinted)
    }
}
