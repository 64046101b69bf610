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

    /// Share of the DCUs, 0…1; (seed, rule) decide which.
    package var dcuShare: Double?
    /// The DCUs that `dcuShare` chooses, once the rule is armed.
    var chosenDCUs: Set<String> = []
    /// Calls and meters that the rule leaves alone; at most one, which has none of its own.
    package var exceptions: [Self] = []

    package init() {}

    var namesMeters: Bool { !meters.isEmpty || !dcus.isEmpty || share != nil || dcuShare != nil }

    /// Whether it can hold only for a call.
    var namesCall: Bool { namesMeters || !endpoints.isEmpty || !cgcodes.isEmpty || !exceptions.isEmpty }

    /// Whether nothing but meters or DCUs decides.
    var namesOnlyMeters: Bool { endpoints.isEmpty && users.isEmpty && cgcodes.isEmpty }

    func holds(for call: RuleCall) -> Bool {
        (endpoints.isEmpty || endpoints.contains(call.endpoint))
            && (users.isEmpty || call.username.map(users.contains) ?? false)
            && (cgcodes.isEmpty || call.cgcode.map(cgcodes.contains) ?? false)
    }

    /// Calls `dcuNo` only if the result depends on it.
    func holds(forMeter devAddr: String, chance: SeededHash, dcuNo: () -> String?) -> Bool {
        if !meters.isEmpty, !meters.contains(where: { $0.contains(devAddr) }) { return false }
        if let share, chance.about("share").about(devAddr).unit >= share { return false }
        guard dcuShare != nil || !dcus.isEmpty else { return true }
        guard let dcuNo = dcuNo() else { return false }
        return holds(forDCU: dcuNo)
    }

    /// Whether it holds for a DCU, as far as the DCU goes.
    func holds(forDCU dcuNo: String) -> Bool {
        (dcus.isEmpty || dcus.contains(dcuNo)) && (dcuShare == nil || chosenDCUs.contains(dcuNo))
    }

    /// The match with the DCUs that its `dcuShare` chooses: that share of them, rounded, with the lowest draws.
    func choosing(among all: [String], chance: SeededHash) -> Self {
        var match = self
        if let dcuShare {
            let draws = all.map { (draw: chance.about("dcuShare").about($0).value, dcuNo: $0) }.sorted { $0 < $1 }
            let count = Int((Double(draws.count) * min(max(dcuShare, 0), 1)).rounded())
            match.chosenDCUs = Set(draws.prefix(count).map(\.dcuNo))
        }
        match.exceptions = exceptions.map { $0.choosing(among: all, chance: chance.about("not")) }
        return match
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
