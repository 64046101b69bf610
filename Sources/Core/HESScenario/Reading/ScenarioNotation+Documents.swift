package import HESSimulation
import JSON

extension ScenarioNotation {
    /// The notation of scenario files.
    package static let documents = ScenarioNotation { source, world, known in
        let reading = ScenarioDocument(source, file: "recorded").readRules(for: world, known: known)
        return reading.diagnostics.contains { $0.severity == .error } ? nil : reading.rules
    } readEvent: { source, world, now, plant in
        ScenarioDocument(source, file: "recorded").readEvent(for: world, now: now, plant: plant).event
    } readDocument: { bytes, start in
        let document = ScenarioDocument(bytes, file: "recorded")
        guard let scenario = document.read(now: start).scenario, scenario.worlds.count == 1 else { return nil }
        return document.replacement(scenario)
    }
}

extension ScenarioDocument {
    /// The first world of a scenario that was read from this document, with the document.
    package func replacement(_ scenario: Scenario) -> Replacement? {
        scenario.worlds.first.map {
            Replacement($0, mode: scenario.clockMode, isStartGiven: scenario.isStartGiven, document: json)
        }
    }
}
