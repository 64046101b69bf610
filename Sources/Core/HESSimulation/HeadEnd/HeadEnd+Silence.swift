import HESContract
import SimulationKernel

/// Why a meter would not answer a read that is asked for now.
package enum Silence: Hashable, Sendable {
    case obstacle(ReadFailure)
    /// A rule, by its id; it may let the read pass if it is not certain.
    case rule(String, isCertain: Bool)
}

extension HeadEnd {
    /// Nil for a meter that would answer; nothing is counted or recorded.
    package func silence(of devAddr: String) -> Silence? {
        guard let meter = plant.meter(devAddr) else { return .obstacle(.unknownMeter) }
        return silence(of: meter)
    }

    func silence(of meter: FieldMeter) -> Silence? {
        if let obstacle = plant.obstacle(toReading: meter.devAddr, at: now) { return .obstacle(obstacle) }
        if let rule = silencer(of: meter.devAddr) { return .rule(rule.id, isCertain: rule.when.isCertain) }
        return isMissedNow(meter) ? .obstacle(.missedPass) : nil
    }

    /// The rule that would keep the meter from answering a read now.
    private func silencer(of devAddr: String) -> FaultRule? {
        guard !rules.isEmpty else { return nil }
        var call = RuleCall(endpoint: .readSingle)
        call.devAddrs = [devAddr]
        return rules.foreseenSilencer(of: devAddr, in: call, plant: plant, at: now)
    }

    /// Whether a read that is asked for now would be the one that misses the meter.
    private func isMissedNow(_ meter: FieldMeter) -> Bool {
        guard let dcu = meter.membership?.dcu else { return false }
        let path = plant.path(of: meter.devAddr, inDCU: dcu)
        let start = plans.start(ofReadIn: dcu, over: path.link, at: now)
        return isMissed(meter.devAddr, inDCU: dcu, by: path.firstPass, at: start)
    }
}
