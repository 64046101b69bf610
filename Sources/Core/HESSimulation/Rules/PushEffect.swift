package import HESContract
package import SimulationKernel

/// Something about a plan's MQTT messages.
package protocol PushEffect: Sendable {
    func change(_ messages: inout [PushMessage], of plan: PushedPlan)
    /// The HTTP answer waits until the broker has acknowledged the push, and so long after that; nil: it does not.
    var leadOfPush: SimulatedDuration? { get }
}

extension PushEffect {
    package func change(_ messages: inout [PushMessage], of plan: PushedPlan) {}
    package var leadOfPush: SimulatedDuration? { nil }
}

/// What an effect may know of the plan.
package struct PushedPlan: Sendable {
    package let id: PlanID
    package let tenantCode: String
    package let endpoint: Endpoint
    package let dialect: Dialect
    /// Of the plan; fewer parts than meters can be made by meters.
    package let meterCount: Int
    /// Of (seed, rule, plan).
    package let chance: SeededHash

    /// Another plan of the same tenant, made a day earlier.
    package func other(_ number: Int) -> PlanID {
        let dayInOrdinals: Int64 = 86_400_000 * 1000
        return PlanID(ordinal: id.ordinal - dayInOrdinals - Int64(number) * 7919)
    }

    package func topic(of other: PlanID) -> String {
        dialect.topic(of: other, endpoint: endpoint, tenantCode: tenantCode)
    }
}

/// One message that is to leave: what it says is decided, its bytes are made later.
package struct PushMessage: Sendable {
    package var topic: String
    /// After the push is due.
    package var delay = SimulatedDuration.zero
    /// Waits until so many other plans' pushes have left, at the latest an hour.
    package var waitsForOthers = 0
    /// MQTT quality of service, 0…2.
    package var qos = 1
    package var isRetained = false
    /// Which of how many parts of the plan's meters it carries, part of a part where there are several.
    package var parts: [Part] = []
    /// Whether it is another plan's, which no answer waits for.
    package var isForeign = false
    /// In order; pure.
    package var edits: [@Sendable (inout Push) -> Void] = []
    /// In order, after the push has been written; pure.
    package var corruptions: [@Sendable ([UInt8]) -> [UInt8]] = []

    package init(topic: String) {
        self.topic = topic
    }

    /// Messages that an effect may take for one that makes `times` of each: what comes of it is bounded.
    package static func most(times: Int) -> Int { max(1, 40_000 / max(1, times)) }

    package struct Part: Hashable, Sendable {
        package var index: Int
        package var count: Int

        package init(index: Int, of count: Int) {
            self.index = index
            self.count = count
        }
    }
}
