import HESContract
import HESRuntime
import HESSimulation
import HTTPTypes
import Hummingbird
import JSON
import SimulationKernel

/// `/_sim/plans`: what was asked for in each plan, and what became of it.
struct PlanRoutes {
    let simulator: Simulator
    private static let phase = QueryParameter.word(
        "phase",
        among: Plan.Phase.allCases.map(\.rawValue),
        about: "Only plans in this phase."
    )
    private static let endpoint = QueryParameter.word(
        "endpoint",
        among: Endpoint.allCases.filter(\.makesPlan).map(\.rawValue),
        about: "Only plans of this call."
    )
    private static let limit = QueryParameter.integer("limit", in: 1...1000, about: "Plans, the newest first; 100.")
    static let query = [phase.json, endpoint.json, limit.json]

    func list(_ request: Request) throws -> ControlReply {
        let world = try request.world(in: simulator)
        let phase = try request.value(of: Self.phase)
        let endpoint = try request.value(of: Self.endpoint)
        let limit = try request.value(of: Self.limit) ?? 100
        let (plans, configuration) = world.read { headEnd, _ in
            let plans = headEnd.plans.records(atMost: limit) {
                (endpoint == nil || $0.rawValue == endpoint) && (phase == nil || $1.rawValue == phase)
            }
            return (plans, headEnd.configuration)
        }
        return ControlReply {
            $0.key("plans")
            $0.array { for plan in plans { $0.object { $0.plan(plan, topic: plan.topic(in: configuration)) } } }
        }
    }

    func get(_ request: Request, context: BasicRequestContext) throws -> ControlReply {
        let world = try request.world(in: simulator)
        let text = try context.segment("planId")
        let (plan, configuration) = world.read { headEnd, _ in
            (PlanID(parsing: text).flatMap { headEnd.plans.record(of: $0) }, headEnd.configuration)
        }
        guard let plan else { throw unknown(text) }
        return ControlReply { $0.plan(plan, topic: plan.topic(in: configuration)) }
    }

    func sequence(_ request: Request, context: BasicRequestContext) throws -> ControlReply {
        let world = try request.world(in: simulator)
        let text = try context.segment("planId")
        guard let planID = PlanID(parsing: text), let picture = PlanPicture(of: planID, in: world) else {
            throw unknown(text)
        }
        return ControlReply(text: picture.svg, contentType: SVGPicture.contentType)
    }

    private func unknown(_ planID: String) -> ControlFailure {
        ControlFailure(
            status: .notFound,
            message: "no plan '\(planID)'",
            hint: "the last 10 000 that ended are kept; GET /_sim/plans lists them"
        )
    }
}

extension PlanRecord {
    fileprivate func topic(in configuration: WorldConfiguration) -> String {
        configuration.topic(of: id, endpoint: endpoint)
    }
}

extension JSONWriter {
    fileprivate mutating func plan(_ plan: PlanRecord, topic: String) {
        member("planId", text: plan.id.description)
        member("endpoint", text: plan.endpoint.rawValue)
        member("phase", text: plan.phase.rawValue)
        key("user")
        if let user = plan.user { string(user) } else { null() }
        member("topic", text: topic)
        if let request = plan.request {
            key("request")
            self.request(request)
        }
        if let meters = plan.meters {
            key("meters")
            array { for meter in meters { $0.meter(meter.devAddr, outcome: meter.outcome) } }
        } else {
            key("metersGone")
            bool(true)
        }
        key("instants")
        object {
            $0.instant("accepted", at: plan.acceptedAt)
            $0.instant("answered", at: plan.answeredAt)
            $0.instant("read", at: plan.readAt)
            $0.instant(plan.phase == .failed ? "failed" : "published", at: plan.endedAt)
        }
        if let reason = plan.reason { member("reason", text: reason) }
    }

    private mutating func meter(_ devAddr: String, outcome: PlanRecord.Outcome) {
        object {
            $0.member("devAddr", text: devAddr)
            switch outcome {
            case .pending: $0.member("outcome", text: "pending")
            case .answered: $0.member("outcome", text: "answered")
            case .failed(let reason):
                $0.member("outcome", text: "failed")
                $0.member("reason", text: reason.sentence)
            }
        }
    }

    private mutating func instant(_ name: String, at instant: SimulatedInstant?) {
        guard let instant else { return }
        key(named: name)
        integer(instant.milliseconds)
    }

    private mutating func member(_ name: StaticString, text: String) {
        key(name)
        string(text)
    }
}
