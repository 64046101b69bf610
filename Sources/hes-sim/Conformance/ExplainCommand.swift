import ArgumentParser
import HESConformance
import HESContract
import HESDrawing
import HESReports
import HESScenario
import JSON

struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Say what one case wants: clause, stimulus, what is judged, what is allowed, the mutant.",
        discussion: """
            Example: hes-sim conformance explain READ-01
            Example: hes-sim conformance explain READ-01 --svg read-01.svg
            """
    )

    @Argument(help: "A case of 'hes-sim conformance list', or an invariant of 'observe' such as OBS-09.")
    var id: String

    @Option(
        help: ArgumentHelp(
            "Draw the messages that the case's steps ask for into this file instead; '-' is standard output.",
            valueName: "file"
        )
    )
    var svg: String?

    @OptionGroup var catalogue: CatalogueOption

    func run() throws {
        do {
            if let invariant = InvariantCatalogue.all.first(where: { $0.id == id.uppercased() }) {
                if svg != nil { throw CommandFailure.usage("--svg draws a case: \(invariant.id) has no steps") }
                return StandardOutput.write(text(invariant))
            }
            let cases = try Catalogue.cases(catalogue.version) + [Catalogue.canary()]
            guard let testCase = cases.first(where: { $0.id == id.uppercased() }) else {
                let near = Suggestion.hint(for: id.uppercased(), among: cases.map(\.id) + Observation.ids)
                throw CommandFailure.usage("there is no case '\(id)'; \(near ?? "see 'hes-sim conformance list'")")
            }
            guard let svg else { return StandardOutput.write(text(testCase)) }
            let sequence = CaseSequence(testCase)
            try PictureFile(svg).write(sequence.picture.standalone(title: sequence.title, remark: Self.remark))
        } catch let failure as CommandFailure {
            endProcess(failure)
        }
    }

    private static let remark = "What the steps ask for, before rules act; the report of a run has what happened."

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
