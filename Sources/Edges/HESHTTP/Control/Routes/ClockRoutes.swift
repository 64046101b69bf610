import HESContract
import HESRuntime
import HESSimulation
import Hummingbird
import JSON
import SimulationKernel

/// `/_sim/clock`: reads and moves a world's clock.
struct ClockRoutes {
    let simulator: Simulator

    func get(_ request: Request) throws -> ControlReply {
        let world = try request.world(in: simulator)
        return world.read { headEnd, clock in
            let now = clock.now(wall: .now)
            return ControlReply {
                $0.clockNow(now, in: headEnd.configuration.zone)
                $0.key("mode")
                $0.string(clock.mode.description)
                $0.key("speed")
                $0.number(
                    clock.mode.speed == clock.mode.speed.rounded() ? "\(Int(clock.mode.speed))" : "\(clock.mode.speed)"
                )
                $0.key("nextEventMs")
                if let next = headEnd.nextEvent { $0.integer(next.milliseconds) } else { $0.null() }
            }
        }
    }

    /// Moves the clock, and answers when everything due by then has happened and every push is acknowledged.
    func post(_ request: Request) async throws -> ControlReply {
        let world = try request.world(in: simulator)
        let command = command(try await Self.body.read(request), in: world)
        do {
            let report = try await world.command(command)
            try world.requireSaved()
            return reply(report, in: world)
        } catch let error as World.ClockError {
            throw failure(error, in: world)
        }
    }

    /// What a body asks for; `set` is civil time, as the body is read without the world's zone.
    enum Command {
        case advance(SimulatedDuration)
        case untilIdle
        case set(CivilTime)
        case setMode(ClockMode)
    }

    static let body = ControlBody(refusal: refusal) { place -> Command? in
        place.note("minProperties", as: 1).note("maxProperties", as: 1)
        if case .object(let members) = place.node.value, members.count != 1 {
            place.complain(expected: "exactly one of advance, set, mode")
            return nil
        }
        guard let reader = place.object() else { return nil }
        let commands: [Command?] = [
            reader.optional("advance").flatMap(advance),
            reader.optional("set").flatMap { time($0).map { .set($0) } },
            reader.optional("mode").flatMap { mode($0).map { .setMode($0) } },
        ]
        reader.finish()
        return commands.compactMap(\.self).first
    }

    private static func advance(_ place: Place) -> Command? {
        place.note("type", as: ["integer", "string"])
        let text = place.node.value.string
        if text == "untilIdle" { return .untilIdle }
        let duration =
            place.node.value.integer.map { SimulatedDuration.milliseconds(Int64($0)) }
            ?? text.flatMap { SimulatedDuration(parsing: $0) }
        if let duration, (.zero...SimulatedDuration.longest).contains(duration) { return .advance(duration) }
        place.complain(expected: "milliseconds, text like \"2h\" (a century at most), or \"untilIdle\"")
        return nil
    }

    private static func time(_ place: Place) -> CivilTime? {
        place.text("an instant like \"2024-07-12 00:00:00\"") { CivilTime(parsing: $0) }
    }

    private static func mode(_ place: Place) -> ClockMode? {
        place.text("\"manual\", \"real\", \"auto\" or a factor like \"x60\"") { ClockMode(parsing: $0) }
    }

    @Sendable
    private static func refusal(_ problem: JSONProblem) -> ControlFailure {
        ControlFailure(status: .badRequest, message: "expected \(problem.expected)", pointer: problem.pointer)
    }

    private func command(_ command: Command, in world: World) -> World.ClockCommand {
        switch command {
        case .advance(let duration): .advance(duration)
        case .untilIdle: .untilIdle
        case .set(let time): .set(world.read { headEnd, _ in headEnd.configuration.zone.instant(of: time) })
        case .setMode(let mode): .setMode(mode)
        }
    }

    private func failure(_ error: World.ClockError, in world: World) -> ControlFailure {
        switch error {
        case .wouldGoBack(let now):
            let time = world.read { headEnd, _ in headEnd.configuration.zone.civilTime(at: now) }
            return ControlFailure(status: .conflict, message: "the clock never goes back; it is \(time)")
        case .notAcknowledged(let count):
            return ControlFailure(
                status: .serviceUnavailable,
                message: "\(count) pushes are not acknowledged",
                hint: "is the broker running?"
            )
        case .beyondTheEnd:
            return ControlFailure(status: .badRequest, message: "the clock ends with the year 9999")
        case .interrupted:
            return ControlFailure(
                status: .conflict,
                message: "the world was deleted, replaced or reset while its clock moved"
            )
        case .neverIdle(let events):
            return ControlFailure(status: .conflict, message: "not idle after \(events) events")
        }
    }

    private func reply(_ report: World.ClockReport, in world: World) -> ControlReply {
        let zone = world.read { headEnd, _ in headEnd.configuration.zone }
        return ControlReply {
            $0.clockNow(report.now, in: zone)
            $0.key("fired")
            $0.array { for entry in report.fired { $0.firedEntry(entry) } }
            $0.key("pending")
            $0.integer(report.pending)
            if report.isTruncated {
                $0.key("truncated")
                $0.bool(true)
            }
        }
    }
}

extension JSONWriter {
    fileprivate mutating func clockNow(_ now: SimulatedInstant, in zone: WorldZone) {
        key("now")
        string(zone.civilTime(at: now).description)
        key("nowMs")
        integer(now.milliseconds)
    }

    fileprivate mutating func firedEntry(_ entry: JournalEntry) {
        object {
            $0.key("seq")
            $0.integer(entry.sequence)
            $0.key("kind")
            $0.string(entry.kind.name)
            if let planID = entry.kind.planID {
                $0.key("planId")
                $0.string(planID.description)
            }
            if case .pushFailed(_, _, let reason) = entry.kind {
                $0.key("failure")
                $0.string(reason)
            }
        }
    }
}
