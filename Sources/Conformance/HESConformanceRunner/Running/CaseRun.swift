import HESClientDriver
import HESConformance
import HESContract
import HESRuntime
import HESScenario
import HESSimulation
import JSON
import SimulationKernel

/// Runs the steps of one case in its environment, in order.
struct CaseRun {
    let testCase: Case
    let environment: CaseEnvironment
    let session: any ClientSession
    let capabilities: JSONValue
    let options: RunOptions

    /// Ends early if the client has crashed or hung; the evidence says how.
    func run() async {
        do {
            try await session.caseBegin(begin, within: options.shortPatience)
            for (number, step) in testCase.steps.enumerated() {
                environment.recorder.record(.step(.init(number, source: step.source)))
                try await carryOut(step)
                await settlePushes()
                environment.recorder.record(.stepEnd(.init(number)))
                if environment.recorder.isFull { return flood() }
            }
            await settle()
            try await session.caseEnd(within: options.shortPatience)
        } catch let failure as SessionFailure {
            if failure.cause == nil { error("\(failure)") }
        } catch {
            self.error("\(error)")
        }
        if environment.recorder.isFull { flood() }
    }

    private func error(_ what: String) { environment.recorder.record(.error(.init(what))) }

    /// Records that the client exceeded the evidence limit, which fails the case.
    private func flood() {
        let what = "the client did more than \(EvidenceRecorder.capacity) things in one case"
        environment.recorder.record(.driverProtocol(.init(what)))
    }

    private func carryOut(_ step: Step) async throws {
        switch step.action {
        case .operation(let name, let arguments):
            if step.isOptional, isDeclaredAbsent(name) { return }
            try await ask(name, with: arguments)
        case .together(let operations): try await carryOut(operations)
        case .fence:
            let arguments: JSONValue = [
                "kind": "single", "cgcode": .string(Fence.cgcode), "meters": [.string(Fence.meter)],
            ]
            try await ask(.read, with: arguments)
        case .clockAdvance(let seconds):
            guard !isDeclaredAbsent(.clockAdvance) else { return }
            let arguments: JSONValue = ["seconds": .number("\(seconds)")]
            _ = try await session.op("clock.advance", with: arguments, within: options.shortPatience)
        case .advance(let text): try await advance(text)
        case .revoke:
            _ = environment.world.revokeTokens(of: nil)
        case .faults(let rules): try arm(rules)
        case .disarm(let id): _ = environment.world.disarm(id)
        case .restart: try await restart()
        }
    }

    /// Kills the client in the middle of the case, and introduces the case to its next process.
    private func restart() async throws(SessionFailure) {
        guard case .bool(true) = capabilities.member(Capability.persistent.rawValue)?.value else { return }
        try await session.restart()
        let suite = SuiteIdentity(version: SuiteRun.version, catalogue: options.catalogue.rawValue)
        _ = try await session.hello(suite, within: options.shortPatience)
        try await session.caseBegin(begin, within: options.shortPatience)
    }

    /// Asks for an operation, while the case's time flows if the case says so.
    private func ask(_ name: OperationName, with arguments: JSONValue) async throws {
        guard testCase.pace == .flows else {
            _ = try await session.op(name.rawValue, with: arguments, within: options.operationPatience)
            return
        }
        let time = FlowingTime(
            environment,
            session: session,
            isTold: !isDeclaredAbsent(.clockAdvance),
            options: options
        )
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await time.run() }
            defer { time.stop() }
            _ = try await session.op(name.rawValue, with: arguments, within: options.operationPatience)
        }
    }

    /// Sends the operations in their order, and waits for the answers of all.
    private func carryOut(_ operations: [(name: OperationName, arguments: JSONValue)]) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (name, arguments) in operations {
                group.addImmediateTask {
                    _ = try await session.op(name.rawValue, with: arguments, within: options.operationPatience)
                }
            }
            try await group.waitForAll()
        }
    }

    /// Capabilities that a client does not mention are absent, but for the mandatory ones.
    private func isDeclaredAbsent(_ name: OperationName) -> Bool {
        guard let capability = name.capability else { return false }
        guard case .bool(let isThere) = capabilities.member(capability.rawValue)?.value else {
            return capabilities.member(capability.rawValue) != nil || !capability.isMandatory
        }
        return !isThere
    }

    private func advance(_ text: String) async throws {
        guard let duration = SimulatedDuration(parsing: text) else {
            throw EnvironmentError(what: "'\(text)' is no duration")
        }
        environment.recorder.record(.clock(.init("advance \(text)")))
        _ = try await environment.world.command(.advance(duration), patience: .seconds(30))
    }

    private func arm(_ rules: JSONValue) throws {
        if options.isWithoutFaults { return }
        let (configuration, known) = environment.world.read { headEnd, _ in
            (headEnd.configuration, headEnd.rules.all.map(\.rule.id))
        }
        let reading = ScenarioDocument(rules, name: "faults").readRules(for: configuration, known: known)
        let errors = reading.diagnostics.filter { $0.severity == .error }
        guard errors.isEmpty else { throw EnvironmentError(what: errors.map(\.description).joined(separator: "\n")) }
        if let taken = environment.world.arm(reading.rules) {
            throw EnvironmentError(what: "two rules are called '\(taken)'")
        }
    }

    /// Waits until no plan and no push is on its way, four seconds of real time at most.
    private func settle() async {
        await settle(within: .seconds(4)) { headEnd in
            headEnd.plans.inFlightCount > 0 || headEnd.pushes.unacknowledgedCount > 0 || headEnd.pushes.hasDelayed
        }
    }

    /// Waits until the broker has the pushes that are due, so that they are evidence of this step; a tenth of a second at
    /// most, as a fault may keep them.
    private func settlePushes() async {
        await settle(within: .milliseconds(100)) { $0.pushes.unacknowledgedCount > 0 }
    }

    private func settle(within patience: Duration, while isBusy: (borrowing HeadEnd) -> Bool) async {
        let deadline = ContinuousClock.now.advanced(by: patience)
        while ContinuousClock.now < deadline, !Task.isCancelled {
            let (waits, next) = environment.world.read { headEnd, _ in
                (isBusy(headEnd), headEnd.journal.nextSequence)
            }
            guard waits else { return }
            await environment.world.journalGrows(beyond: next, within: min(patience, .milliseconds(200)))
        }
    }

    private var begin: CaseBegin {
        CaseBegin(
            caseName: options.isBlind ? "blind" : testCase.id,
            baseURL: "http://127.0.0.1:\(environment.httpPort)",
            mqttHost: "127.0.0.1",
            mqttPort: environment.mqttPort,
            tenantCode: environment.plan.tenantCode,
            username: environment.plan.user.username,
            password: environment.plan.user.password,
            secretKey: environment.plan.user.secretKey,
            timeZone: environment.plan.timeZone,
            opSeconds: options.opSeconds,
            planSeconds: testCase.planSeconds.map(options.scaled) ?? options.planSeconds
        )
    }
}
