import HESContract
import JSON

/// Case files: read, decoded and linted; every problem at once.
package enum CaseLoader {
    /// - Throws: `CaseProblems`.
    package static func load(_ bytes: [UInt8], file: String) throws(CaseProblems) -> Case {
        let problems = ProblemList(file: file)
        let node = try parse(bytes, file: file)
        let testCase = decode(MemberReader(node.value, pointer: "", problems: problems), node.value)
        CaseLinter(problems: problems).lint(testCase)
        guard problems.problems.isEmpty else { throw CaseProblems(problems.problems) }
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

    private static func decode(_ reader: MemberReader, _ source: JSONValue) -> Case {
        let level: Level = reader.word("level") ?? .must
        let testCase = Case(
            id: reader.string("id"),
            level: level,
            basis: reader.word("basis") ?? .derived,
            obligation: reader.string("obligation"),
            clause: reader.string("clause"),
            title: reader.string("title"),
            allowed: reader.optionalStrings("allowed") ?? [],
            capability: reader.has("capability") ? reader.word("capability") : nil,
            packs: reader.optionalStrings("packs") ?? Case.standardPacks(level),
            world: reader.required("world") ?? [:],
            dialect: reader.optional("dialect"),
            start: reader.string("start"),
            pushes: reader.word("pushes", default: .afterSubscribe) ?? .afterSubscribe,
            steps: steps(reader),
            undelivered: reader.optionalStrings("undelivered") ?? [],
            stimuli: stimuli(reader),
            prerequisites: reader.objects("prerequisites").map { EventPattern($0) },
            checks: reader.objects("checks", isRequired: true).compactMap(check),
            hint: reader.string("hint"),
            mutants: reader.optionalStrings("mutants") ?? [],
            mutations: reader.objects("mutations").compactMap { TraceMutation($0, isNeutral: false) },
            neutral: reader.objects("neutral").compactMap { TraceMutation($0, isNeutral: true) },
            source: source
        )
        reader.finish()
        return testCase
    }

    private static func steps(_ reader: MemberReader) -> [Step] {
        let sources = reader.optional("steps")?.elements ?? []
        return zip(reader.objects("steps", isRequired: true), sources).flatMap { Step.all($0, source: $1) }
    }

    private static func stimuli(_ reader: MemberReader) -> [(rule: String, pattern: EventPattern)] {
        guard let value = reader.optional("stimuli") else { return [] }
        let rules = MemberReader(value, pointer: reader.pointer(to: "stimuli"), problems: reader.problems)
        return rules.keys.compactMap { rule in
            rules.optional(rule).map { pattern in
                let pointer = rules.pointer(to: rule)
                return (rule, EventPattern(MemberReader(pattern, pointer: pointer, problems: reader.problems)))
            }
        }
    }

    private static func check(_ reader: MemberReader) -> CaseCheck? {
        let id = reader.string("id")
        let level: Level = reader.word("level") ?? .must
        let capability: Capability? = reader.has("capability") ? reader.word("capability") : nil
        let type = reader.string("check")
        guard let check = CheckCatalogue.type(named: type) else {
            let known = CheckCatalogue.all.map { $0.type }
            reader.problems.addUnknown(type, reader.pointer(to: "check"), among: known, what: "a kind of check")
            return nil
        }
        let decoded = check.init(reader)
        reader.finish()
        return CaseCheck(id: id, level: level, capability: capability, check: decoded)
    }
}
