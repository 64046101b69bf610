package import HESContract
package import HESRuntime
package import HESSimulation
package import Logging
package import SimulationKernel
import Synchronization

/// A simulator of one world without sockets, whose pushes are recorded.
///
/// It may be used from any thread.
package final class TestSimulator: Sendable {
    package let simulator: Simulator
    package let world: World
    private let publisher: RecordingPublisher

    package static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    package convenience init(
        _ configuration: WorldConfiguration = .test(),
        mode: ClockMode = .manual,
        acknowledges: Bool = true,
        renderThreads: Int = 0,
        onPush: @escaping @Sendable (OutgoingPush) -> Void = { _ in },
        onCommand: @escaping @Sendable (BrokerCommand) -> Void = { _ in }
    ) {
        self.init(
            Replay(configuration),
            mode: mode,
            acknowledges: acknowledges,
            renderThreads: renderThreads,
            onPush: onPush,
            onCommand: onCommand
        )
    }

    /// Goes on from where `replay` ended.
    ///
    /// The broker `acknowledges` every push at once, or else when ``settle(_:failure:)`` says so; `onPush` sees each push
    /// before, `onCommand` what rules do to the broker. Without `renderThreads` a push is recorded when a call that decides
    /// it returns.
    package init(
        _ replay: Replay,
        mode: ClockMode,
        recorder: (any InputRecorder)? = nil,
        recordName: String? = nil,
        brokerControl: (any BrokerControl)? = nil,
        acknowledges: Bool = true,
        renderThreads: Int = 0,
        onPush: @escaping @Sendable (OutgoingPush) -> Void = { _ in },
        onCommand: @escaping @Sendable (BrokerCommand) -> Void = { _ in },
        isSubscribed: @escaping @Sendable (_ topic: String) -> Bool = { _ in true },
        wall: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        let simulator = Simulator(logger: Self.logger, renderThreads: renderThreads, wall: wall)
        publisher = RecordingPublisher { push in
            onPush(push)
            if acknowledges { simulator.settle([push.id], failure: nil) }
        }
        self.simulator = simulator
        let control = brokerControl ?? CommandObserver(onCommand: onCommand)
        let surroundings = Simulator.Surroundings(
            publisher: publisher,
            brokerControl: control,
            isSubscribed: isSubscribed
        )
        world = simulator.addWorld(
            replay,
            mode: mode,
            in: surroundings,
            recording: recorder.map {
                Simulator.Recording($0, name: recordName ?? replay.headEnd.configuration.tenantCode)
            }
        )
    }

    package var pushes: [OutgoingPush] { publisher.pushes }

    /// The broker's outcome of a push, which is a failure where `failure` names a reason.
    package func settle(_ push: OutgoingPush, failure: String? = nil) {
        simulator.settle([push.id], failure: failure)
    }

    /// Moves the clock without waiting for the broker.
    package func move(_ duration: SimulatedDuration) async {
        _ = try? await world.command(.advance(duration), patience: .zero)
    }

    /// Calls; `onReply` is called when the answer leaves, before pushes that leave after it.
    ///
    /// - Returns: the answer; nil when it is held back.
    package func reply(
        to endpoint: Endpoint,
        body: String,
        header: String? = nil,
        contentType: String = "application/json",
        onReply: @escaping @Sendable (OutgoingReply) -> Void = { _ in }
    ) -> OutgoingReply? {
        let answer = Mutex<OutgoingReply?>(nil)
        var request = CallRequest(method: "POST", uri: endpoint.path, contentType: contentType, headerToken: header)
        request.append(Array(body.utf8))
        simulator.answer(request) { part in
            guard case .answer(let reply) = part else { return }
            onReply(reply)
            answer.withLock { $0 = reply }
        }
        return answer.withLock { $0 }
    }

    /// Calls with the members of a body, which come without its braces.
    ///
    /// The body of the answer comes back, empty when the answer is held back.
    @discardableResult
    package func call(_ endpoint: Endpoint, with members: String, token: String? = nil) -> String {
        let all = [members, token.map { "\"token\":\"\($0)\"" } ?? ""].filter { !$0.isEmpty }
        let reply = reply(to: endpoint, body: "{\(all.joined(separator: ","))}")
        return String(decoding: reply?.body ?? [], as: UTF8.self)
    }

    /// Logs the user ``HESSimulation/User/demo`` in.
    ///
    /// - Returns: the token; the whole answer when the login is refused.
    package func logIn() -> String {
        let answer = call(.getToken, with: User.demo.login())
        return answer.dataMember("token") ?? answer
    }

    /// Logs in and calls.
    ///
    /// - Returns: the plan's name; the whole answer when the call is refused.
    @discardableResult
    package func plan(_ endpoint: Endpoint, with members: String) -> String {
        let answer = call(endpoint, with: members, token: logIn())
        return answer.dataMember("planId") ?? answer
    }
}

private struct CommandObserver: BrokerControl {
    let onCommand: @Sendable (BrokerCommand) -> Void

    func perform(_ command: BrokerCommand, tenantCode: String) { onCommand(command) }
}

/// Takes pushes as the broker would, and keeps them.
private final class RecordingPublisher: PushPublisher {
    private let recorded = Mutex<[OutgoingPush]>([])
    private let onPush: @Sendable (OutgoingPush) -> Void

    init(onPush: @escaping @Sendable (OutgoingPush) -> Void) {
        self.onPush = onPush
    }

    var pushes: [OutgoingPush] { recorded.withLock { $0 } }

    func publish(_ push: OutgoingPush) {
        recorded.withLock { $0.append(push) }
        onPush(push)
    }
}
