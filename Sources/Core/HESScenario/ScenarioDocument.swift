package import HESSimulation
package import JSON
package import SimulationKernel

/// A scenario document, or rules in its notation, parsed once; it may be read several times.
package struct ScenarioDocument: Sendable {
    private let root: JSONNode?
    private let source: SourceText
    private let syntaxProblems: [JSONProblem]

    /// Diagnostics carry the name `file`.
    package init(_ bytes: [UInt8], file: String) {
        source = SourceText(file: file, bytes: bytes)
        do throws(JSONProblem) {
            root = try Self.parse(bytes)
            syntaxProblems = []
        } catch {
            root = nil
            syntaxProblems = [error]
        }
    }

    /// A tree that was not parsed from text: its diagnostics carry `name`, but no position.
    package init(_ tree: JSONValue, name: String) {
        root = JSONNode(offset: 0, value: tree)
        source = SourceText(file: name)
        syntaxProblems = []
    }

    private init(root: JSONNode?, of document: ScenarioDocument) {
        self.root = root
        source = document.source
        syntaxProblems = document.syntaxProblems
    }

    /// The document with its tree replaced by the result of `complete`.
    package func completed(by complete: (JSONValue) -> JSONValue) -> ScenarioDocument {
        ScenarioDocument(root: root.map { JSONNode(offset: $0.offset, value: complete($0.value)) }, of: self)
    }

    /// The document as compact JSON; empty if it is none.
    package var json: [UInt8] {
        guard let root else { return [] }
        var writer = JSONWriter()
        writer.node(root.value)
        return writer.bytes
    }

    /// Decodes a scenario; the clock starts `now` if the document sets no start, and `seed` overrides the document's.
    package func read(now: SimulatedInstant, seed: UInt64? = nil) -> Scenario.Reading {
        let (scenario, problems) = decode { ScenarioDecoder(now: now, seedOverride: seed).decode($0) }
        let diagnostics = source.diagnostics(of: problems.inOrderOfTheDocument)
        return Scenario.Reading(scenario: problems.hasErrors ? nil : scenario ?? nil, diagnostics: diagnostics)
    }

    /// Decodes one rule, or an array of rules, in the notation of `faults`, for a running world.
    ///
    /// `known` are the ids in use; a rule without an id gets a free one.
    package func readRules(for world: WorldConfiguration, known: [String]) -> Scenario.RuleReading {
        let (rules, problems) = decode { place in
            let clock = ClockSettings(mode: .manual, start: world.start, zone: world.zone)
            let rules = FaultDecoder(clock: clock).decode(place.oneOrMany(), addedTo: known)
            for placed in rules { EffectWarnings(world).warn(placed) }
            return rules.map(\.rule)
        }
        let diagnostics = source.diagnostics(of: problems.problems)
        return Scenario.RuleReading(rules: problems.hasErrors ? [] : rules ?? [], diagnostics: diagnostics)
    }

    /// Decodes one event in the notation of `events`, without `at`, that happens now in a running world.
    ///
    /// It is about meters and DCUs that the world has. A rollover is refused: it has to be known from the world's start.
    package func readEvent(
        for world: WorldConfiguration,
        now: SimulatedInstant,
        plant: MeterPlant
    ) -> Scenario.EventReading {
        let (placed, problems) = decode { place in
            let clock = ClockSettings(mode: .manual, start: world.start, zone: world.zone)
            return EventDecoder(clock: clock, now: now).decode(place).map { RunningEvent($0).checked(in: plant) }
        }
        let diagnostics = source.diagnostics(of: problems.problems)
        return Scenario.EventReading(event: problems.hasErrors ? nil : placed ?? nil, diagnostics: diagnostics)
    }

    private func decode<Value>(_ read: (Place) -> Value) -> (value: Value?, problems: ProblemList) {
        let problems = ProblemList()
        for problem in syntaxProblems { problems.add(problem) }
        return (root.map { read(Place($0, problems: problems)) }, problems)
    }

    private static func parse(_ bytes: [UInt8]) throws(JSONProblem) -> JSONNode {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            throw JSONProblem(pointer: "", expected: "UTF-8 without a byte order mark", found: "one")
        }
        do {
            return try JSONParser.parse(bytes)
        } catch {
            throw JSONProblem(
                offset: error.offset,
                pointer: "",
                expected: error.expected,
                found: "no valid JSON from here on"
            )
        }
    }
}
