import HESContract
import Logging
import SimulationKernel

/// Runs one call that makes a plan, until the plan's result is there or the time is over.
struct PlanRunner: Sendable {
    struct Request: Sendable {
        var endpoint: Endpoint
        var fields: RequestFields
        var repeating = Caller.Repeating.safe
        var subject: PlanSubject
        var meters: MeterMap
        var cgcode = ""

        fileprivate var isRead: Bool { endpoint == .readFrozen || endpoint == .readSingle }
    }

    enum Outcome: Sendable {
        /// The plan was accepted; its result may not have come.
        case accepted(PlanProgress)
        case failed(CallFailure)
        /// Nothing was sent, as no result could have been received.
        case notSent
    }

    let caller: Caller
    let router: PushRouter
    let link: BrokerLink
    let planLimit: Duration
    private let exchange: HTTPExchange
    private let advance: SimulatedDuration?
    private let tenant: String

    init(
        _ configuration: ClientConfiguration,
        caller: Caller,
        router: PushRouter,
        link: BrokerLink,
        exchange: HTTPExchange
    ) {
        self.caller = caller
        self.router = router
        self.link = link
        self.exchange = exchange
        planLimit = configuration.planLimit
        advance = configuration.advance
        tenant = configuration.credentials.tenantCode
    }

    func run(_ request: Request, within budget: Budget) async -> Outcome {
        // First: a result that is pushed without a subscription is lost.
        guard await canHear(request, within: budget) else { return .notSent }
        do {
            let data = try await caller.call(
                request.endpoint,
                with: request.fields,
                repeating: request.repeating,
                within: budget
            )
            guard let plan = PlanTopic(data, defects: caller.defects) else {
                return .failed(.unclear("the answer names no plan"))
            }
            return .accepted(try await result(of: plan, request, within: budget))
        } catch {
            return .failed(error)
        }
    }

    /// Waits for the subscription; a breaker operation no longer than for a result.
    private func canHear(_ request: Request, within budget: Budget) async -> Bool {
        let isRelay = request.endpoint == .relay
        if isRelay, !link.isListening, caller.defects.contains(.firesWithoutBroker) { return true }
        let limit = min(budget.rest * 3 / 5, isRelay ? planLimit : planLimit * 2)
        return await link.waitUntilListening(within: limit)
    }

    private func result(
        of plan: PlanTopic,
        _ request: Request,
        within budget: Budget
    ) async throws(CallFailure) -> PlanProgress {
        var progress = PlanProgress(planID: plan.planID, subject: request.subject, meters: request.meters)
        progress.cgcode = request.cgcode
        if isDoneOnAcceptance(request) {
            progress.merge(ReceivedPush(planID: plan.planID, status: "00"))
            return progress
        }
        router.open(progress)
        await link.listen(to: plan, within: budget.rest)
        if let advance { try await exchange.advanceSimulator(by: advance, tenant: tenant, within: budget) }
        let result = await router.result(of: plan.planID, within: min(planLimit, budget.rest)) ?? progress
        if !result.hasCome, request.isRead, caller.defects.contains(.waitsForever) {
            try? await Task.sleep(for: .seconds(600))
        }
        return result
    }

    private func isDoneOnAcceptance(_ request: Request) -> Bool {
        if case .statusOnly = request.subject { return caller.defects.contains(.archiveDoneOnHTTP200) }
        return false
    }

    /// Why an accepted plan has no result.
    func silence(of progress: PlanProgress) -> String {
        "nothing of plan \(progress.planID) was pushed within \(planLimit)"
    }

    /// The plan's status as this client reads it; nil without a result.
    func status(of progress: PlanProgress) -> String? {
        if case .statusOnly = progress.subject, caller.defects.contains(.successOnHTTP200), progress.hasCome {
            return "00"
        }
        return progress.status
    }
}
