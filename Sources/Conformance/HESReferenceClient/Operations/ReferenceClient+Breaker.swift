import HESContract

extension ReferenceClient {
    private typealias RelayResult = OperationReport.RelayResult

    /// Reads the meters whose breaker is said not to have moved: one whose power shows that it has is unknown, not failed.
    func verified(
        _ results: [OperationReport.RelayResult],
        by progress: PlanProgress,
        mode: Int,
        within budget: Budget
    ) async -> [OperationReport.RelayResult] {
        let told = Self.told(progress)
        let failed = results.map(\.devAddr).filter { told[$0] == false }
        guard configuration.recovers, !failed.isEmpty, budget.allows(.seconds(1)) else { return results }
        let flowing = await powerFlows(at: failed, within: budget)
        return results.map { result in
            guard failed.contains(result.devAddr), let flows = flowing[result.devAddr], flows == (mode == 2) else {
                return result
            }
            return RelayResult(devAddr: result.devAddr, state: .unknown)
        }
    }

    /// Whether power flows, by meter; meters that do not answer are left out.
    private func powerFlows(at meters: [String], within budget: Budget) async -> [String: Bool] {
        let reader = RealTimeReader(plans: plans, store: store, cgcode: Self.totalPower, isComposite: false)
        let rows = await reader.read([RealTimeReader.Request(meters: meters)], within: budget).rows
        return rows.reduce(into: [:]) { $0[$1.devAddr] = Double($1.value) != 0 }
    }

    /// With a defect: the outcome after the operation was sent again.
    func repeated(
        _ outcome: PlanRunner.Outcome,
        of request: PlanRunner.Request,
        mode: Int,
        within budget: Budget
    ) async -> PlanRunner.Outcome {
        guard case .accepted(let progress) = outcome, progress.hasCome else { return outcome }
        if progress.status != "00", configuration.defects.contains(.togglesAgain) {
            return await plans.run(request, within: budget)
        }
        guard mode == 2, configuration.defects.contains(.repeatsClose) else { return outcome }
        let flowing = await powerFlows(at: request.meters.asked, within: budget)
        return flowing.values.contains(false) ? await plans.run(request, within: budget) : outcome
    }

    /// Total active power.
    private static let totalPower = "5022"
}
