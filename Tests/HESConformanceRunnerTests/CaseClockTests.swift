import HESConformance
import HESContract
import HESMQTT
import HESRuntime
import HESSimulation
import JSON
import Logging
import SimulationKernel
import Synchronization
import Testing

@testable import HESConformanceRunner

@Suite("The clock of a case", .timeLimit(.minutes(1)))
struct CaseClockTests {
    /// What a client does before it asks for a plan.
    enum Behaviour: CaseIterable {
        case subscribes, unsubscribes

        var isSubscribed: Bool { self == .subscribes }

        var events: [MQTTClientEvent.Kind] {
            let subscription = MQTTSubscription(filter: "/#", requestedQoS: 1, granted: 1)
            let subscribed = MQTTClientEvent.Kind.subscribed([subscription])
            return isSubscribed ? [subscribed] : [subscribed, .unsubscribed(filters: ["/#"])]
        }
    }

    @Test("lets the push of a client that unsubscribed wait for a subscriber", arguments: Behaviour.allCases)
    func unsubscribed(behaviour: Behaviour) async throws {
        let plan = Self.plan
        let (events, waited) = try await Self.with(plan) { environment in
            let evidence = MQTTEvidence(recorder: environment.recorder, plans: environment.watch)
            for kind in behaviour.events {
                evidence.take(MQTTClientEvent(connection: 1, clientID: "c", username: nil, kind: kind))
            }
            let began = ContinuousClock.now
            environment.watch.answered(try environment.read())
            // Until the broker has acknowledged the push.
            while environment.isBusy {
                let next = environment.world.read { headEnd, _ in headEnd.journal.nextSequence }
                await environment.world.journalGrows(beyond: next, within: .milliseconds(100))
            }
            return (environment.recorder.close().events, began.duration(to: .now))
        }
        let recorded = events.compactMap { event -> Bool? in
            if case .push(let push) = event.kind { push.isSubscribed } else { nil }
        }

        #expect(recorded == [behaviour.isSubscribed])
        #expect(Evidence(events).pushes.map(\.isSubscribed) == [behaviour.isSubscribed])
        #expect(waited >= (behaviour.isSubscribed ? plan.headStart : plan.patience))
    }

    @Test("leaves a long leap to a step of the case")
    func longLeap() async throws {
        var plan = Self.plan
        plan.world = [
            "dcus": [["dcuNo": "2211000051", "meters": ["202407100001"]]], "timing": ["perMeterRead": "5m"],
        ]
        plan.longLeaps = .byStepAlone
        let published = try await Self.with(plan) { environment in
            let evidence = MQTTEvidence(recorder: environment.recorder, plans: environment.watch)
            for kind in Behaviour.subscribes.events {
                evidence.take(MQTTClientEvent(connection: 1, clientID: "c", username: nil, kind: kind))
            }
            environment.watch.answered(try environment.read())
            let next = environment.world.read { headEnd, _ in headEnd.journal.nextSequence }
            await environment.world.journalGrows(beyond: next, within: .milliseconds(300))
            let before = environment.publishedCount
            _ = try await environment.world.command(.advance(.minutes(6)), patience: .seconds(10))
            return [before, environment.publishedCount]
        }

        #expect(published == [0, 1])
    }

    private static var plan: EnvironmentPlan {
        var plan = EnvironmentPlan(
            name: "CLOCK-01",
            pack: "default",
            seed: 1,
            start: "2024-07-12 10:00:00",
            world: ["dcus": [["dcuNo": "2211000051", "meters": ["202407100001"]]]]
        )
        plan.timeScale = 0.3
        return plan
    }

    private static func with<Result: Sendable>(
        _ plan: EnvironmentPlan,
        _ body: @escaping @Sendable (CaseEnvironment) async throws -> Result
    ) async throws -> Result {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let broker = try await SharedBroker.start(logger: logger)
        let result: Swift.Result<Result, any Error>
        do {
            result = .success(try await CaseEnvironment.with(plan, on: broker, logger: logger, body: body))
        } catch { result = .failure(error) }
        await broker.stop()
        return try result.get()
    }
}

extension CaseEnvironment {
    fileprivate var publishedCount: Int { world.read { headEnd, _ in headEnd.plans.publishedCount } }

    fileprivate var isBusy: Bool {
        world.read { headEnd, _ in headEnd.plans.publishedCount == 0 || headEnd.pushes.unacknowledgedCount > 0 }
    }

    /// Logs in and asks for a read of one meter.
    ///
    /// - Returns: the plan's identifier.
    fileprivate func read() throws -> String {
        let (user, tenant) = (plan.user, plan.tenantCode)
        let token = try text(
            of: "token",
            from: .getToken,
            with: """
                {"tenantCode":"\(tenant)","username":"\(user.username)","password":"\(user.password)",
                 "secretKey":"\(user.secretKey)"}
                """
        )
        let body = #"{"devList":"202407100001","cgcode":"5069","token":"\#(token)"}"#
        return try text(of: "planId", from: .readSingle, with: body)
    }

    /// A member of the `data` that a call gives at once.
    private func text(of member: String, from endpoint: Endpoint, with body: String) throws -> String {
        let request = DecodedRequest(
            endpoint: endpoint,
            headerToken: nil,
            body: Array(body.utf8),
            limits: CallLimits()
        )
        let replies = Mutex<[[UInt8]]>([])
        world.answer(request) { part in
            if case .answer(let reply) = part { replies.withLock { $0.append(reply.body) } }
        }
        let bodies = replies.withLock(\.self)
        let reply = try #require(bodies.first)
        let data = try JSONParser.parse(reply).value.member("data")?.value
        return try #require(data?.member(member)?.value.string, "\(String(decoding: reply, as: UTF8.self))")
    }
}
