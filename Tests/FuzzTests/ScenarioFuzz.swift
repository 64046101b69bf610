import HESScenario
import HESSimulation
import JSON
import SimulationKernel
import SimulationTestSupport

/// Scenario documents and rules: shipped ones, malformed ones and made-up ones, changed as trees and as bytes.
enum ScenarioFuzz {
    static func run(_ choices: inout Choices) async throws {
        let bytes = input(&choices)
        let reading = Scenario.read(bytes, file: "fuzz", now: WorldConfiguration.testStart)
        try check(reading.diagnostics, of: bytes, isRead: reading.scenario != nil)
        guard let scenario = reading.scenario else { return }
        guard !scenario.explanation.isEmpty else { throw Fuzzing.Finding("a scenario is explained with nothing") }
        for world in scenario.worlds.prefix(2) {
            try rules(for: world, &choices)
            try await CallFuzz.run(in: world, callCount: 4, &choices)
        }
    }

    private static func input(_ choices: inout Choices) -> [UInt8] {
        let isMade = choices.once(in: 2)
        let tree = isMade ? ScenarioMaker.document(&choices) : choices.element(of: Corpus.scenarioTrees)
        let text = Mutation.bytes(Mutation.changed(tree, times: choices.index(below: 4), &choices))
        if choices.once(in: 8) { return Mutation.spoilt(text, &choices) }
        return choices.once(in: 8) ? Mutation.spoilt(choices.element(of: Corpus.scenarios), &choices) : text
    }

    private static func rules(for world: WorldConfiguration, _ choices: inout Choices) throws {
        let rules = (0..<choices.index(below: 3)).map { _ in ScenarioMaker.rule(&choices) }
        let tree = Mutation.changed(.list(rules), times: choices.index(below: 3), &choices)
        let bytes = choices.once(in: 8) ? Mutation.spoilt(Mutation.bytes(tree), &choices) : Mutation.bytes(tree)
        let reading = ScenarioDocument(bytes, file: "fuzz").readRules(for: world, known: world.faults.map(\.id))
        try check(reading.diagnostics, of: bytes, isRead: !reading.rules.isEmpty)
    }

    /// An error names a place in the text, what was expected, and is on one line.
    private static func check(_ diagnostics: [Diagnostic], of bytes: [UInt8], isRead: Bool) throws {
        let errors = diagnostics.filter { $0.severity == .error }
        guard !isRead || errors.isEmpty else { throw Fuzzing.Finding("it is read in spite of \(errors)") }
        let lines = bytes.count { $0 == 0x0A } + 1
        for diagnostic in diagnostics {
            let text = diagnostic.description
            guard let position = diagnostic.position, (1...lines).contains(position.line), position.column >= 1,
                position.column <= bytes.count + 1
            else { throw Fuzzing.Finding("no place in the text: \(text)") }
            guard !diagnostic.expected.isEmpty, !text.contains("\n") else {
                throw Fuzzing.Finding("not a line that says what was expected: \(text)")
            }
        }
    }
}
