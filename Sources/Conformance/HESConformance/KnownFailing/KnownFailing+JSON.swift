import HESContract
package import JSON
import SimulationKernel

extension KnownFailing {
    /// - Throws: `CaseProblems` with every problem of the file.
    package init(_ bytes: [UInt8], file: String, cases: [Case]) throws(CaseProblems) {
        let problems = ProblemList(file: file)
        let reader = MemberReader(try CaseLoader.parse(bytes, file: file).value, pointer: "", problems: problems)
        let format = reader.integer("format")
        if format != 1 { problems.add("/format", expected: "1", found: "\(format)") }
        client = reader.string("client")
        entries = reader.objects("entries", isRequired: true).map { Self.entry($0, cases) }
        reader.finish()
        guard problems.problems.isEmpty else { throw CaseProblems(problems.problems) }
    }

    package var json: JSONValue {
        ["format": 1, "client": .string(client), "entries": .list(entries.map(Self.json))]
    }

    private static func entry(_ reader: MemberReader, _ cases: [Case]) -> Entry {
        let entry = Entry(
            caseID: reader.string("case"),
            check: reader.optionalString("check"),
            reason: reader.string("reason"),
            issue: reader.optionalString("issue"),
            until: reader.string("until")
        )
        reader.finish()
        if CivilTime(parsing: "\(entry.until) 00:00:00") == nil {
            reader.complain("until", expected: "a day, YYYY-MM-DD", found: .string(entry.until))
        }
        lint(entry, reader, cases)
        return entry
    }

    private static func lint(_ entry: Entry, _ reader: MemberReader, _ cases: [Case]) {
        guard let testCase = cases.first(where: { $0.id == entry.caseID }) else {
            reader.problems.addUnknown(entry.caseID, reader.pointer(to: "case"), among: cases.map(\.id), what: "a case")
            return
        }
        let checks = testCase.checks.map(\.id)
        guard let check = entry.check, !checks.contains(check) else { return }
        reader.problems.addUnknown(
            check,
            reader.pointer(to: "check"),
            among: checks,
            what: "a check of \(entry.caseID)"
        )
    }

    private static func json(_ entry: Entry) -> JSONValue {
        var members: [(String, JSONValue)] = [("case", .string(entry.caseID))]
        if let check = entry.check { members.append(("check", .string(check))) }
        members.append(("reason", .string(entry.reason)))
        if let issue = entry.issue { members.append(("issue", .string(issue))) }
        members.append(("until", .string(entry.until)))
        return .members(members)
    }
}
