import HESContract
import JSON

/// Case files: read, decoded and linted; every problem at once.
package enum CaseLoader {
    /// - Throws: `CaseProblems`.
    package static func load(_ bytes: [UInt8], file: String) throws(CaseProblems) -> Case {
        let problems = ProblemList()
        let place = Place(try parse(bytes, file: file), problems: problems)
        guard let testCase = decode(place) else { throw CaseProblems(problems, file: file) }
        CaseLinter(problems: problems).lint(testCase)
        guard problems.problems.isEmpty else { throw CaseProblems(problems, file: file) }
        return testCase
    }

    /// The problem of a syntax error has its line and column in place of a pointer.
    static func parse(_ bytes: [UInt8], file: String) throws(CaseProblems) -> JSONNode {
        do {
            return try JSONParser.parse(bytes)
        } catch {
            let before = bytes.prefix(error.offset)
            let line = before.count { $0 == 0x0A } + 1
            let column = before.reversed().prefix { $0 != 0x0A }.count + 1
            let found =
                bytes.indices.contains(error.offset)
                ? "'\(Character(Unicode.Scalar(bytes[error.offset])))'" : "the end of the text"
            throw CaseProblems([
                CaseProblem(file: "\(file):\(line):\(column)", pointer: "", expected: error.expected, found: found)
            ])
        }
    }

    /// The JSON Schema (draft 2020-12) of case files, recorded by their decoder; ends with a newline.
    package static var schema: [UInt8] {
        let root = SchemaRecorder(SchemaDefinitions())
        root.note("$schema", as: "https://json-schema.org/draft/2020-12/schema")
        root.note("$id", as: "case.schema.json")
        root.note("title", as: "A case of the conformance suite")
        _ = decode(Place(recording: root))
        return root.document.prettyPrinted
    }

    private static func decode(_ place: Place) -> Case? {
        guard let reader = place.object() else { return nil }
        _ = reader.optional("$schema", about: "Where this schema stands, for editors.")?.string()
        let level: Level = reader.word("level") ?? .must
        let packs = reader.optionalStrings("packs", about: "Dialect packs; the standard ones of its level if absent.")
        let world = reader.required("world", about: "What a tenant of a scenario file says; the rest is made up.")
        let undelivered = reader.optionalStrings("undelivered", about: "Ids of rules that need not be delivered.")
        let prerequisites = reader.places(
            "prerequisites",
            about: "What must have been seen for checks to say anything."
        )
        let mutations = reader.places("mutations", about: "Changes of the evidence that must flip checks from pass.")
        let neutral = reader.places("neutral", about: "Changes of the evidence that must flip none.")
        let testCase = Case(
            id: reader.string("id", about: "As READ-01, the name of the file; permanent, never reused."),
            since: reader.word("since", about: "The first version of the catalogue with it.", default: .first)
                ?? .first,
            until: reader.optionalWord(
                "until",
                about: "The last version with this form, where a later one has another."
            ),
            level: level,
            basis: reader.word("basis") ?? .derived,
            obligation: reader.string("obligation", about: "O1 to O26, or practice."),
            clause: reader.string("clause", about: "Section of the vendor's document."),
            title: reader.string("title"),
            allowed: reader.optionalStrings("allowed", about: "The freedom that a client keeps, a phrase each.") ?? [],
            capability: reader.optionalWord("capability", about: "Only clients that declare it are asked."),
            packs: packs ?? Case.standardPacks(level),
            world: world?.note("type", as: "object").json() ?? [:],
            dialect: reader.optional("dialect", about: "Switches that stand over the pack's.")?.json(),
            start: reader.string("start", about: "YYYY-MM-DD HH:mm:ss, where the clock stands when the case begins."),
            timeZone: reader.optionalString("timeZone", about: "Of the HES, +08:00 if absent.") ?? "+08:00",
            pushes: reader.word("pushes", about: "When a plan's push is published.", default: .afterSubscribe)
                ?? .afterSubscribe,
            pace: reader.word("pace", about: "How the clock moves while an operation is under way.", default: .leaps)
                ?? .leaps,
            longLeaps: reader.word(
                "longLeaps",
                about: "When the clock moves over a minute by itself.",
                default: .atOnce
            )
                ?? .atOnce,
            planSeconds: reader.optionalInteger("planSeconds", about: "How long the client should wait for a result."),
            steps: reader.places("steps", about: "One after another.", isRequired: true).flatMap { Step.all($0) },
            undelivered: undelivered ?? [],
            stimuli: stimuli(reader),
            prerequisites: prerequisites.compactMap { EventPattern.read($0) },
            checks: reader.places("checks", about: "What is judged.", isRequired: true).compactMap(check),
            hint: reader.string("hint", about: "For the author of a client that fails."),
            mutants: reader.optionalStrings("mutants", about: "Defects of the reference client that must fail it.")
                ?? [],
            mutations: mutations.compactMap { TraceMutation($0, isNeutral: false) },
            neutral: neutral.compactMap { TraceMutation($0, isNeutral: true) },
            source: place.json()
        )
        reader.finish()
        return testCase
    }

    private static func stimuli(_ reader: ObjectReader) -> [(rule: String, pattern: EventPattern)] {
        let rules =
            reader.optional("stimuli", about: "What sets a rule to work, by the id of the rule.")?.object()?.named()
            ?? []
        return rules.compactMap { rule, place in EventPattern.read(place).map { (rule, $0) } }
    }

    private static func check(_ place: Place) -> CaseCheck? {
        let kinds = CheckCatalogue.all.map { kind in
            Variant<CaseCheck>(kind.type, about: "Looks at the \(kind.plane.rawValue).") { reader in
                CaseCheck(
                    id: reader.string("id"),
                    level: reader.word("level") ?? .must,
                    capability: reader.optionalWord("capability"),
                    check: kind.init(reader)
                )
            }
        }
        return place.shared("check", about: "One thing that is judged.") {
            $0.oneOf(discriminator: "check", cases: kinds)
        }
    }
}
