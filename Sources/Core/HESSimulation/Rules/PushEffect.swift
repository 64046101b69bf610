package import HESContract
package import SimulationKernel

/// Something about a plan's MQTT messages.
package protocol PushEffect: Sendable {
    func change(_ messages: inout [PushMessage], of plan: PushedPlan)
    /// How long after the broker's acknowledgement of the push the HTTP answer leaves; nil: it does not wait for it.
    var leadOfPush: SimulatedDuration? { get }
}

extension PushEffect {
    package func change(_ messages: inout [PushMessage], of plan: PushedPlan) {}
    package var leadOfPush: SimulatedDuration? { nil }
}

/// What an effect may know of the plan.
package struct PushedPlan: Sendable {
    let result: PlanResult
    let tenantCode: String
    /// Of (seed, rule, plan).
    package let chance: SeededHash

    package var id: PlanID { result.plan.id }
    package var endpoint: Endpoint { result.plan.endpoint }
    package var dialect: Dialect { result.dialect }
    /// Of the plan; fewer parts than meters can be made by meters.
    package var meterCount: Int { result.plan.meters.count }

    /// Another plan of the same tenant, made a day earlier.
    package func other(_ number: Int) -> PlanID {
        let dayInOrdinals: Int64 = 86_400_000 * 1000
        return PlanID(ordinal: id.ordinal - dayInOrdinals - Int64(number) * 7919)
    }

    package func topic(of other: PlanID) -> String {
        dialect.topic(of: other, endpoint: endpoint, tenantCode: tenantCode)
    }

    /// One more message of the plan's result.
    package func message(topic: String) -> PushMessage {
        PushMessage(of: result, topic: topic)
    }
}
