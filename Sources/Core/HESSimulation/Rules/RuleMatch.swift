package import HESContract
import SimulationKernel

/// The calls and meters that a rule matches: every field that is set must hold, a list holds if any of its elements does.
package struct RuleMatch: Sendable {
    package var tenants: [String] = []
    package var endpoints: [Endpoint] = []
    package var users: [String] = []
    package var meters: [MeterSpan] = []
    package var dcus: [String] = []
    package var cgcodes: [Cgcode] = []
    /// Share of all meters, 0…1; (seed, rule, meter) decide which.
    package var share: Double?

    package init() {}

    var namesMeters: Bool { !meters.isEmpty || !dcus.isEmpty || share != nil }

    /// Whether it can hold only for a call.
    var namesCall: Bool { namesMeters || !endpoints.isEmpty || !cgcodes.isEmpty }

    func holds(for call: RuleCall) -> Bool {
        (endpoints.isEmpty || endpoints.contains(call.endpoint))
            && (users.isEmpty || call.username.map(users.contains) ?? false)
            && (cgcodes.isEmpty || call.cgcode.map(cgcodes.contains) ?? false)
    }

    /// Calls `dcuNo` only if the result depends on it.
    func holds(forMeter devAddr: String, chance: SeededHash, dcuNo: () -> String?) -> Bool {
        if !meters.isEmpty, !meters.contains(where: { $0.contains(devAddr) }) { return false }
        if let share, chance.about("share").about(devAddr).unit >= share { return false }
        return dcus.isEmpty || dcuNo().map(dcus.contains) ?? false
    }
}

/// A meter number, or consecutive ones.
package struct MeterSpan: Hashable, Sendable {
    package var first: String
    package var count: Int

    package init(first: String, count: Int = 1) {
        self.first = first
        self.count = count
    }

    package func contains(_ devAddr: String) -> Bool {
        guard count > 1 else { return devAddr == first }
        return MeterNumbers.contains(devAddr, from: first, count: count)
    }
}
