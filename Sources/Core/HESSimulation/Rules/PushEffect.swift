package import HESContract
package import SimulationKernel

/// A fault in a plan's MQTT messages.
package protocol PushEffect: Sendable {
    func change(_ messages: inout [PushMessage], of plan: PushedPlan)
    /// Delay of the HTTP answer after the broker's acknowledgement of the push; nil if the answer does not wait for it.
    var leadOfPush: SimulatedDuration? { get }
}

extension PushEffect {
    package func change(_ messages: inout [PushMessage], of plan: PushedPlan) {}
    package var leadOfPush: SimulatedDuration? { nil }
}

/// The part of a plan that an effect can read.
package struct PushedPlan: Sendable {
    let result: PlanResult
    let tenantCode: String
    /// Depends on (seed, rule, plan).
    package let chance: SeededHash

    package var id: PlanID { result.plan.id }
    package var endpoint: Endpoint { result.plan.endpoint }
    package var dialect: Dialect { result.dialect }
    /// Number of the plan's meters, the most parts that it can be split into.
    package var meterCount: Int { result.plan.meters.count }

    /// The ID of another plan of the same tenant, made a day earlier.
    package func other(_ number: Int) -> PlanID {
        let dayInOrdinals: Int64 = 86_400_000 * 1000
        return PlanID(ordinal: id.ordinal - dayInOrdinals - Int64(number) * 7919, form: id.form)
    }

    package func topic(of other: PlanID) -> String {
        dialect.topic(of: other, endpoint: endpoint, tenantCode: tenantCode)
    }

    /// One more message of the plan's result.
    package func message(topic: String) -> PushMessage {
        PushMessage(of: result, topic: topic)
    }
}
