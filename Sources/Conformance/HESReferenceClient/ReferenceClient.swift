import HESContract
package import Logging

/// A client of the HES Open API that keeps to every obligation of the contract and to good practice, for every reading of
/// the document that a HES may follow.
package final class ReferenceClient: Sendable {
    let configuration: ClientConfiguration
    let clock = VirtualClock()
    let store: RowStore
    let caller: Caller
    let link: BrokerLink
    let plans: PlanRunner
    let logger: Logger
    private let exchange: HTTPExchange
    /// With a defect: breaker plans whose late results are answered by another operation.
    private let reopened = AsyncStream<PlanProgress>.makeStream()

    /// - Throws: if the process has no file descriptors left.
    package init(_ configuration: ClientConfiguration, logger: Logger) throws {
        let defects = configuration.defects
        self.configuration = configuration
        self.logger = logger
        let file = configuration.stateFolder.map { folder in
            RowFile(in: folder, of: configuration.credentials.tenantCode, logger: logger)
        }
        let store = RowStore(defects: defects, file: file, remembers: configuration.remembersRows)
        let reopen = reopened.continuation
        let router = PushRouter(settleLimit: configuration.settleLimit, defects: defects, logger: logger) {
            plan,
            push in
            Self.late(push, of: plan, store: store, defects: defects, logger: logger)
            guard case .relay = plan.subject else { return }
            if defects.contains(plan.wasAnswered ? .actsOnPushTwice : .reopensOnLatePush) { reopen.yield(plan) }
        }
        self.store = store
        exchange = HTTPExchange(
            transport: Transport(configuration),
            limit: configuration.exchangeLimit,
            clock: clock,
            defects: defects
        )
        let session = Session(
            exchange: exchange,
            credentials: configuration.credentials,
            clock: clock,
            defects: defects,
            recovers: configuration.recovers
        )
        caller = Caller(configuration, exchange: exchange, session: session, clock: clock, logger: logger)
        link = try BrokerLink(configuration, router: router, logger: logger)
        plans = PlanRunner(configuration, caller: caller, router: router, link: link, exchange: exchange)
    }

    /// Serves the connection to the broker until `stop()`; operations need it.
    package func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask {
                for await plan in self.reopened.stream { _ = await self.relay(meters: plan.meters.asked, mode: "open") }
            }
            await link.run()
            group.cancelAll()
        }
    }

    package func stop() async {
        link.stop()
        await exchange.shutdown()
    }

    /// Removes what was kept for the next process.
    func forget() { store.forget() }

    /// False if the broker has not acknowledged the subscription in time.
    package func waitUntilListening(within limit: Duration) async -> Bool {
        await link.waitUntilListening(within: limit)
    }

    /// Time for one operation: a little less than the limit, so that its report still comes in time.
    var budget: Budget {
        Budget(max(configuration.operationLimit * 9 / 10, configuration.operationLimit - .milliseconds(500)))
    }

    /// Stores the rows of a push that came after its plan was closed, or logs its status.
    private static func late(
        _ push: ReceivedPush,
        of plan: PlanProgress,
        store: RowStore,
        defects: Defects,
        logger: Logger
    ) {
        switch plan.subject {
        case .frozen, .single:
            guard !defects.contains(.discardsLatePush) else { return }
            store.put(RowReader(meters: plan.meters, cgcode: plan.cgcode, defects: defects).rows(push.list))
        case .relay, .archive, .statusOnly:
            let status = push.status ?? ""
            logger.notice("Late result", metadata: ["plan": "\(plan.planID)", "status": "\(status)"])
        }
    }
}

// MARK: Small operations

extension ReferenceClient {
    package func logIn() async -> OperationReport {
        do {
            _ = try await caller.session.logIn(budget)
            return OperationReport(.ok)
        } catch {
            return OperationReport(.failed, note: "\(error)")
        }
    }

    /// Everything stored so far.
    package func storedRows() -> OperationReport {
        .rows(store.rows, missing: [])
    }

    /// Advances the client's own clock.
    package func advance(by duration: Duration) -> OperationReport {
        clock.advance(by: duration)
        return OperationReport(.ok)
    }

    /// The meters of an operation, each once.
    func meterMap(_ meters: [String]) -> MeterMap {
        let numbers = meters.map { Int64($0).map { String($0) } ?? $0 }
        return MeterMap(numbers != meters && configuration.defects.contains(.numericDevaddr) ? numbers : meters)
    }

    /// Composites go to *Frozen, everything else to *Single (§4.2); an unknown item goes by `kind`.
    func isComposite(_ cgcode: String, kind: ReadingKind) -> Bool {
        let isComposite = Cgcode(rawValue: cgcode).map { $0.category == .composite } ?? (kind == .frozen)
        return isComposite != configuration.defects.contains(.wrongEndpoint)
    }
}

package enum ReadingKind: String, CaseIterable, Sendable {
    case frozen, single
}
