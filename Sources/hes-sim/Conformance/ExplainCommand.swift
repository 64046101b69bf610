import ArgumentParser
import HESConformance
import HESContract
import HESScenario
import JSON

struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Say what one case wants: clause, stimulus, what is judged, what is allowed, the mutant.",
        discussion: "Example: hes-sim conformance explain READ-01"
    )

    @Argument(help: "A case of 'hes-sim conformance list', or an invariant of 'observe' such as OBS-09.")
    var id: String

    @OptionGroup var catalogue: CatalogueOption

    func run() throws {
        do {
            if let invariant = InvariantCatalogue.all.first(where: { $0.id == id.uppercased() }) {
                return StandardOutput.write(text(invariant))
            }
            let cases = try Catalogue.cases(catalogue.version) + [Catalogue.canary()]
            guard let testCase = cases.first(where: { $0.id == id.uppercased() }) else {
                let near = Suggestion.hint(for: id.uppercased(), among: cases.map(\.id) + Observation.ids)
                throw CommandFailure.usage("there is no case '\(id)'; \(near ?? "see 'hes-sim conformance list'")")
            }
            StandardOutput.write(text(testCase))
        } catch let failure as CommandFailure {
            endProcess(failure)
        }
    }

    private func text(_ testCase: Case) -> String {
        var lines = [
            "\(testCase.id): \(testCase.title)", "",
            "  level      \(testCase.level.rawValue), \(testCase.basis.rawValue)",
            "  since      catalogue \(testCase.since.rawValue)",
            "  clause     \(testCase.clause), \(testCase.obligation)",
            "  packs      \(testCase.packs.joined(separator: ", "))",
        ]
        lines += section("stimulus", entries: testCase.steps.map { line($0.source) })
        if let faults = testCase.world.member("faults")?.value { lines += section("faults", entries: [line(faults)]) }
        lines += section(
            "judged",
            entries: testCase.checks.map { "\($0.id) (\($0.level.rawValue)): \($0.check.expected)" }
        )
        lines += section("allowed", entries: testCase.allowed)
        lines += section("mutant", entries: testCase.mutants)
        lines += section("hint", entries: [testCase.hint])
        return lines.joined(separator: "\n") + "\n"
    }

    private func text(_ invariant: Invariant) -> String {
        var lines = [
            "\(invariant.id): \(invariant.title)", "",
            "  level      \(invariant.level.rawValue), \(invariant.basis.rawValue)",
            "  clause     \(invariant.clause), \(invariant.obligation)", "  stimulus   all traffic of 'observe'",
        ]
        lines += section("judged", entries: [invariant.expected])
        lines += section("allowed", entries: invariant.allowed)
        lines += section("hint", entries: [invariant.hint])
        return lines.joined(separator: "\n") + "\n"
    }

    private func section(_ name: String, entries: [String]) -> [String] {
        entries.enumerated().map { index, entry in
            let label = index == 0 ? name : ""
            return "  \(label)\(String(repeating: " ", count: 11 - label.count))\(entry)"
        }
    }

    private func line(_ value: JSONValue) -> String {
        var writer = JSONWriter()
        writer.node(value)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
