import HESContract
import JSON

extension ReferenceClient {
    private typealias RelayResult = OperationReport.RelayResult

    /// Opens or closes breakers (§3.6); never sent twice, except after a rejected token.
    package func relay(meters: [String], mode: String) async -> OperationReport {
        let asked = meterMap(meters)
        let forwards = configuration.defects.contains(.forwardsBadMode)
        guard let controlMode = controlMode(mode) ?? (forwards ? 3 : nil) else {
            return .refused("mode must be open or close, not '\(mode)'")
        }
        guard !asked.asked.isEmpty || forwards else { return .refused("no meters are given") }
        let budget = budget
        let chunks = asked.asked.isEmpty ? [[]] : asked.asked.chunked(caller.mostMeters)
        var results: [RelayResult] = []
        var sent = false
        var note: String?
        for chunk in chunks {
            let (part, wasSent, remark) = await relay(chunk, mode: controlMode, within: budget)
            results += part
            sent = sent || wasSent
            note = note ?? remark
        }
        var outcome = OperationReport(sent ? Self.outcome(results) : .refused, note: note)
        outcome.relays = results
        return outcome
    }

    private func controlMode(_ mode: String) -> Int? {
        let swapped = configuration.defects.contains(.swappedModes)
        return switch mode {
        case "open": swapped ? 2 : 1
        case "close": swapped ? 1 : 2
        default: nil
        }
    }

    private func relay(
        _ meters: [String],
        mode: Int,
        within budget: Budget
    ) async -> ([RelayResult], wasSent: Bool, note: String?) {
        let request = PlanRunner.Request(
            endpoint: .relay,
            fields: [("devList", .meters(meters)), ("controlMode", .integer(mode))],
            repeating: .never,
            subject: .relay,
            meters: MeterMap(meters)
        )
        var outcome = await plans.run(request, within: budget)
        if case .accepted(let progress) = outcome, !progress.hasCome,
            configuration.defects.contains(.relayRetryOnTimeout)
        {
            outcome = await plans.run(request, within: budget)
        }
        outcome = await repeated(outcome, of: request, mode: mode, within: budget)
        switch outcome {
        case .accepted(let progress):
            let states = await verified(states(of: progress, meters), by: progress, mode: mode, within: budget)
            return (states, true, progress.hasCome ? nil : plans.silence(of: progress))
        case .failed(let failure):
            let state: RelayResult.State = failure.isDefinite ? .failed : .unknown
            return (meters.map { .init(devAddr: $0, state: state) }, true, "\(failure)")
        case .notSent:
            let note = "\(plans.link.silence); nothing was sent"
            return (meters.map { .init(devAddr: $0, state: .failed) }, false, note)
        }
    }

    /// The state of each meter; one that the result does not name is unknown, or failed if the plan's status is 02.
    private func states(of progress: PlanProgress, _ meters: [String]) -> [RelayResult] {
        let status = plans.status(of: progress)
        guard !configuration.defects.contains(.overallStatusOnly) || status == nil else {
            return meters.map { .init(devAddr: $0, state: status == "00" ? .done : .failed) }
        }
        let told = Self.told(progress)
        return meters.map { meter in
            if told[meter] == nil, status == "00", configuration.defects.contains(.assumesRelaySuccess) {
                return .init(devAddr: meter, state: .done)
            }
            let state: RelayResult.State? = told[meter].map { $0 ? .done : .failed }
            return .init(devAddr: meter, state: state ?? (status == "02" ? .failed : .unknown))
        }
    }

    /// What the result says, by meter.
    static func told(_ progress: PlanProgress) -> [String: Bool] {
        progress.list.reduce(into: [:]) { told, entry in
            guard let meter = progress.meters.meter(entry.member("devAddr")?.value),
                let isDone = flag(entry.member("successful")?.value)
            else { return }
            told[meter] = isDone
        }
    }

    private static func flag(_ value: JSONValue?) -> Bool? {
        switch value {
        case .bool(let flag): flag
        case .string("true"), .string("1"), .number("1"): true
        case .string("false"), .string("0"), .number("0"): false
        default: nil
        }
    }

    private static func outcome(_ results: [RelayResult]) -> OperationReport.Outcome {
        if results.allSatisfy({ $0.state == .done }) { return .ok }
        if results.allSatisfy({ $0.state == .failed }) { return .failed }
        return results.allSatisfy { $0.state == .unknown } ? .pending : .partial
    }
}
