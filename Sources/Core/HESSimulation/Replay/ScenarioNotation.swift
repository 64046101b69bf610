package import SimulationKernel

/// Reads rules and documents that were recorded in the notation of scenario files, which this target cannot read itself.
package struct ScenarioNotation: Sendable {
    /// An array of rules for a world that runs, in which `known` are the ids in use; nil for rules with errors.
    package typealias ReadRules =
        @Sendable (_ source: [UInt8], _ world: WorldConfiguration, _ known: [String]) -> [FaultRule]?
    /// An event for a world that runs, in which it happens at `now`; nil for one with errors.
    package typealias ReadEvent =
        @Sendable (_ source: [UInt8], _ world: WorldConfiguration, _ now: SimulatedInstant, _ plant: MeterPlant) ->
            FieldEvent?
    /// A document of one world, whose clock begins at `start` where the document does not say; nil for one with errors.
    package typealias ReadDocument = @Sendable (_ document: [UInt8], _ start: SimulatedInstant) -> Replacement?

    let readRules: ReadRules
    let readEvent: ReadEvent
    let readDocument: ReadDocument

    package init(
        readRules: @escaping ReadRules,
        readEvent: @escaping ReadEvent,
        readDocument: @escaping ReadDocument
    ) {
        self.readRules = readRules
        self.readEvent = readEvent
        self.readDocument = readDocument
    }

    /// Reads nothing: for worlds whose inputs have no rules and no documents.
    package static let none = ScenarioNotation(
        readRules: { _, _, _ in nil },
        readEvent: { _, _, _, _ in nil },
        readDocument: { _, _ in nil }
    )
}
