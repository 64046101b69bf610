package import HESSimulation
package import JSON
package import SimulationKernel

/// A scenario document, or rules in its notation, parsed once; it may be read several times.
package struct ScenarioDocument: Sendable {
    /// With the parts that it includes.
    private let root: JSONNode?
    /// The document alone.
    private let own: JSONNode?
    private let file: String
    private let parts: ScenarioParts
    private let source: ComposedText
    /// Of the syntax and of the parts.
    private let firstProblems: [JSONProblem]
    private let overrides: [Override]

    /// Diagnostics carry the name `file`, or that of the part that they are about.
    package init(_ bytes: [UInt8], file: String, parts: ScenarioParts = .shipped) {
        let text = SourceText(file: file, bytes: bytes)
        var composer = Composer(ComposedText(text), parts: parts)
        (self.file, self.parts) = (file, parts)
        do throws(JSONProblem) {
            let parsed = try Self.parse(bytes, in: text)
            (own, root) = (parsed, composer.scenario(parsed, file: file))
            firstProblems = composer.problems
        } catch {
            (own, root) = (nil, nil)
            firstProblems = [error]
        }
        source = composer.text
        overrides = composer.overrides
    }

    /// A tree that was not parsed from text: its diagnostics carry `name`, but no position.
    package init(_ tree: JSONValue, name: String) {
        let node = JSONNode(offset: 0, value: tree)
        (own, root) = (node, node)
        (file, parts) = (name, .shipped)
        source = ComposedText(SourceText(file: name))
        firstProblems = []
        overrides = []
    }

    private init(root: JSONNode?, of document: ScenarioDocument) {
        (own, self.root) = (document.own, root)
        (file, parts, source) = (document.file, document.parts, document.source)
        (firstProblems, overrides) = (document.firstProblems, document.overrides)
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

    /// What included parts add to the document's own bytes; empty without parts.
    package var partsIdentity: [UInt8] { source.partCount == 0 ? [] : json }

    /// The document with its parts; nil if it is no JSON.
    package var whole: JSONValue? { root?.value }

    /// Decodes a scenario; the clock starts `now` if the document sets no start, and `seed` overrides the document's.
    package func read(now: SimulatedInstant, seed: UInt64? = nil) -> Scenario.Reading {
        var madeUp = MadeUpMembers(seed: seed, file: file)
        let filled = root.map { madeUp.filled($0) }
        let (read, problems) = decode(filled, after: firstProblems) {
            ScenarioDecoder(now: now, seedOverride: seed).decode($0)
        }
        let diagnostics = source.diagnostics(of: problems.inOrderOfTheDocument)
        guard !problems.hasErrors, var scenario = read ?? nil else {
            return Scenario.Reading(scenario: nil, diagnostics: diagnostics)
        }
        scenario.madeUpTenants = scenario.worlds.indices.filter(madeUp.positions.contains).map {
            scenario.worlds[$0].tenantCode
        }
        scenario.overrides = overrides.map { $0.sentence(in: source) }
        return Scenario.Reading(scenario: scenario, diagnostics: diagnostics)
    }

    /// Decodes one rule, or an array of rules, in the notation of `faults`, for a running world.
    ///
    /// `known` are the ids in use. A rule without an id gets one that is neither known nor `used` by a rule that is gone and
    /// stands in the journal.
    package func readRules(
        for world: WorldConfiguration,
        known: [String],
        used: () -> Set<String> = { [] }
    ) -> Scenario.RuleReading {
        var composer = Composer(source, parts: parts)
        let expanded = own.map { composer.rules($0, file: file) }
        // Without the rules of a recipe that is not there, a list may lack what it has to have.
        guard composer.problems.isEmpty else {
            return Scenario.RuleReading(rules: [], diagnostics: composer.text.diagnostics(of: composer.problems))
        }
        let (rules, problems) = decode(expanded, after: syntaxProblems) { place in
            let clock = ClockSettings(mode: .manual, start: world.start, zone: world.zone)
            let rules = FaultDecoder(clock: clock).decode(place.oneOrMany(), addedTo: known, used: used)
            for placed in rules { EffectWarnings(world).warn(placed) }
            return rules.map(\.rule)
        }
        let diagnostics = composer.text.diagnostics(of: problems.problems)
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
        let (placed, problems) = decode(own, after: syntaxProblems) { place in
            let clock = ClockSettings(mode: .manual, start: world.start, zone: world.zone)
            return EventDecoder(clock: clock, now: now).decode(place).map { RunningEvent($0).checked(in: plant) }
        }
        let diagnostics = source.diagnostics(of: problems.problems)
        return Scenario.EventReading(event: problems.hasErrors ? nil : placed ?? nil, diagnostics: diagnostics)
    }

    /// Of what is no JSON.
    private var syntaxProblems: [JSONProblem] { own == nil ? firstProblems : [] }

    private func decode<Value>(
        _ root: JSONNode?,
        after first: [JSONProblem],
        by read: (Place) -> Value
    ) -> (value: Value?, problems: ProblemList) {
        let problems = ProblemList()
        for problem in first { problems.add(problem) }
        return (root.map { read(Place($0, problems: problems)) }, problems)
    }

    static func parse(_ bytes: [UInt8], in text: SourceText) throws(JSONProblem) -> JSONNode {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            throw JSONProblem(pointer: "", expected: "UTF-8 without a byte order mark", found: "one")
        }
        do {
            return try JSONParser.parse(bytes)
        } catch {
            let slip = JSONSlip(bytes) { text.position(of: $0).map { "\($0.line):\($0.column)" } ?? "" }
            throw JSONProblem(
                offset: error.offset,
                pointer: "",
                expected: error.expected,
                found: "no valid JSON from here on",
                hint: slip.sentence(at: error.offset)
            )
        }
    }
}
