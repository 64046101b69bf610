import HESContract
package import JSON
import SimulationKernel

extension KnownFailing {
    /// - Throws: `CaseProblems` with every problem of the file.
    package init(_ bytes: [UInt8], file: String, cases: [Case]) throws(CaseProblems) {
        let problems = ProblemList()
        let place = Place(try CaseLoader.parse(bytes, file: file), problems: problems)
        guard let reader = place.object() else { throw CaseProblems(problems, file: file) }
        let format = reader.integer("format")
        if format != 1 { problems.add("/format", expected: "1", found: "\(format)") }
        client = reader.string("client")
        entries = reader.places("entries", isRequired: true).compactMap { $0.object() }.map {
            Self.entry($0, of: cases)
        }
        reader.finish()
        guard problems.problems.isEmpty else { throw CaseProblems(problems, file: file) }
    }

    package var json: JSONValue {
        ["format": 1, "client": .string(client), "entries": .list(entries.map(Self.json))]
    }

    private static func entry(_ reader: ObjectReader, of cases: [Case]) -> Entry {
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
        lint(entry, readBy: reader, against: cases)
        return entry
    }

    private static func lint(_ entry: Entry, readBy reader: ObjectReader, against cases: [Case]) {
        guard let testCase = cases.first(where: { $0.id == entry.caseID }) else {
            reader.place.problems.addUnknown(
                entry.caseID,
                at: reader.place.pointer(to: "case"),
                among: cases.map(\.id),
                what: "a case"
            )
            return
        }
        let checks = testCase.checks.map(\.id)
        guard let check = entry.check, !checks.contains(check) else { return }
        reader.place.problems.addUnknown(
            check,
            at: reader.place.pointer(to: "check"),
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
