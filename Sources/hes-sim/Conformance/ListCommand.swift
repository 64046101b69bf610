import ArgumentParser
import HESConformance
import HESContract
import JSON

struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Print the cases of the catalogue.",
        discussion: "Example: hes-sim conformance list --json"
    )

    @Flag(help: "As JSON.")
    var json = false

    @OptionGroup var catalogue: CatalogueOption

    func run() throws {
        let cases: [Case]
        do { cases = try Catalogue.cases(catalogue.version) } catch let failure as CommandFailure {
            endProcess(failure)
        }
        if json { return StandardOutput.write(String(decoding: document(cases).prettyPrinted, as: UTF8.self)) }
        for testCase in cases {
            let id = testCase.id + String(repeating: " ", count: max(0, 10 - testCase.id.count))
            let level = testCase.level == .must ? "must  " : "should"
            StandardOutput.write("\(id) \(level)  \(testCase.title)\n")
        }
    }

    private func document(_ cases: [Case]) -> JSONValue {
        ["catalogue": .string(catalogue.version.rawValue), "cases": .list(cases.map(summary))]
    }

    private func summary(_ testCase: Case) -> JSONValue {
        [
            "case": .string(testCase.id), "level": .string(testCase.level.rawValue),
            "basis": .string(testCase.basis.rawValue), "obligation": .string(testCase.obligation),
            "clause": .string(testCase.clause), "since": .string(testCase.since.rawValue),
            "title": .string(testCase.title), "packs": .words(testCase.packs),
            "capability": testCase.capability.map { .string($0.rawValue) } ?? .null,
            "checks": .words(testCase.checks.map(\.id)), "allowed": .words(testCase.allowed),
            "mutants": .words(testCase.mutants),
        ]
    }
}
