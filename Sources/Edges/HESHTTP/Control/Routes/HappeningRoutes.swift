import HESRuntime
import HESScenario
import HESSimulation
import Hummingbird
import JSON
import SimulationKernel

/// `POST /_sim/field`: lets an event of the scenario's notation happen now.
struct HappeningRoutes {
    let simulator: Simulator
    /// Most events of a world, which all are in its snapshots and in the exported scenario.
    private static let mostEvents = 10_000

    func post(_ request: Request) async throws -> ControlReply {
        let world = try request.world(in: simulator)
        guard world.read({ headEnd, _ in headEnd.happened.count }) < Self.mostEvents else {
            throw ControlFailure(
                status: .conflict,
                message: "\(Self.mostEvents) events have happened to this world",
                hint: "begin anew with POST /_sim/reset, or put events into the scenario"
            )
        }
        let document = ScenarioDocument(try await request.controlBytes(), file: "request")
        var errors: [Diagnostic] = []
        let event = world.happen(document.json) { configuration, now, plant in
            let reading = document.readEvent(for: configuration, now: now, plant: plant)
            errors = reading.diagnostics.filter { $0.severity == .error }
            return reading.event
        }
        guard let event else { throw ControlFailure(errors) }
        try world.requireSaved()
        let zone = world.read { headEnd, _ in headEnd.configuration.zone }
        return ControlReply(status: .created) {
            $0.key("event")
            $0.string(event.kind.name)
            $0.key("at")
            $0.string(zone.civilTime(at: event.at).description)
        }
    }
}
