import BinaryCoding
import HESContract
import SimulationKernel

/// Records of plans that have ended, without their names.
extension BinaryWriter {
    func write(_ plan: PlanRecord) {
        write(name: plan.endpoint.rawValue)
        write(name: plan.phase.rawValue)
        write(name: plan.user ?? "")
        write(name: plan.reason ?? "")
        write(plan.acceptedAt.milliseconds)
        write(plan.answeredAt.milliseconds - plan.acceptedAt.milliseconds)
        write(plan.readAt, since: plan.acceptedAt)
        write(plan.endedAt, since: plan.acceptedAt)
        if case .call(let call)? = plan.request {
            write(true)
            write(call: call)
        } else {
            write(false)
        }
        write(meters: plan)
    }

    private func write(_ instant: SimulatedInstant?, since start: SimulatedInstant) {
        write(instant != nil)
        if let instant { write(instant.milliseconds - start.milliseconds) }
    }

    private func write(meters plan: PlanRecord) {
        write(plan.devAddrs != nil)
        guard let devAddrs = plan.devAddrs else { return }
        let isAsAsked = devAddrs == plan.request?.devAddrs
        write(isAsAsked)
        if !isAsAsked { write(texts: devAddrs) }
        write(UInt64(plan.failed.count))
        for failure in plan.failed {
            write(UInt64(failure.position))
            write(name: failure.reason.rawValue)
        }
    }
}

extension BinaryReader {
    func planRecord(_ id: PlanID) throws -> PlanRecord {
        guard let endpoint = Endpoint(rawValue: try name()), let phase = Plan.Phase(rawValue: try name()) else {
            throw failure("no endpoint or phase")
        }
        let (user, reason) = (try name(), try name())
        let accepted = SimulatedInstant(milliseconds: try signed())
        let answered = SimulatedInstant(milliseconds: accepted.milliseconds &+ (try signed()))
        let (read, ended) = (try instant(since: accepted), try instant(since: accepted))
        var plan = PlanRecord(
            id,
            endpoint: endpoint,
            phase: phase,
            user: user.isEmpty ? nil : user,
            request: try flag() ? .call(try call()) : nil,
            instants: (accepted, answered, read)
        )
        (plan.endedAt, plan.reason) = (ended, reason.isEmpty ? nil : reason)
        try readMeters(of: &plan)
        return plan
    }

    private func instant(since start: SimulatedInstant) throws -> SimulatedInstant? {
        try flag() ? SimulatedInstant(milliseconds: start.milliseconds &+ (try signed())) : nil
    }

    private func readMeters(of plan: inout PlanRecord) throws {
        guard try flag() else { return }
        let devAddrs = try flag() ? plan.request?.devAddrs ?? [] : try texts()
        plan.devAddrs = devAddrs
        for _ in 0..<(try unsigned()) {
            let position = try unsigned()
            guard position < UInt64(devAddrs.count), let reason = ReadFailure(rawValue: try name()) else {
                throw failure("no failure of a meter")
            }
            plan.failed.append(.init(position: Int(position), reason: reason))
        }
    }
}
