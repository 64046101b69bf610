import HESContract
package import HESSimulation
import JSON
import SimulationKernel

extension Scenario {
    /// What came of reading rules; empty where there are errors.
    package struct RuleReading: Sendable {
        package var rules: [FaultRule]
        package var diagnostics: [Diagnostic]
    }

    /// Reads one rule, or an array of them, in the notation of `faults`, for a world that runs.
    ///
    /// `known` are ids that are taken; a rule without an id gets one that is free.
    package static func readRules(
        _ bytes: [UInt8],
        for world: WorldConfiguration,
        known: [String]
    ) -> RuleReading {
        let list = DiagnosticList(file: "request", bytes: bytes)
        guard let node = root(bytes, list) else { return RuleReading(rules: [], diagnostics: list.diagnostics) }
        let place = Place(node: node, pointer: "", diagnostics: list)
        let clock = ClockSettings(mode: .manual, start: world.start, zone: world.zone)
        var taken = known
        var rules: [FaultRule] = []
        for element in place.oneOrMany() {
            let free = (1...).lazy.map { "fault-\($0)" }.first { !taken.contains($0) } ?? "fault"
            guard let placed = FaultDecoder(clock: clock).rule(element, defaultID: free) else { continue }
            if taken.contains(placed.rule.id) {
                element.complain(expected: "an id that is not armed", found: "\"\(placed.rule.id)\"")
            }
            taken.append(placed.rule.id)
            EffectWarnings(world).warn(placed)
            rules.append(placed.rule)
        }
        return RuleReading(rules: list.hasErrors ? [] : rules, diagnostics: list.diagnostics)
    }

    /// The document as a tree; nil after a complaint.
    static func root(_ bytes: [UInt8], _ list: DiagnosticList) -> JSONNode? {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            list.add(at: 0, "", expected: "UTF-8 without a byte order mark", found: "one")
            return nil
        }
        do {
            return try JSONParser.parse(bytes)
        } catch {
            list.add(at: error.offset, "", expected: error.expected, found: "no valid JSON from here on")
            return nil
        }
    }
}
