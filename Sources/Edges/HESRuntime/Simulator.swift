package import HESContract
package import HESSimulation
package import Logging
import Synchronization

/// All worlds of the process.
///
/// A call finds its world by its credentials or its token.
package final class Simulator: Sendable {
    private let directory = Mutex<[World]>([])
    let pacer = Pacer()

    private let logger: Logger

    package init(logger: Logger) {
        self.logger = logger
    }

    package func addWorld(_ configuration: WorldConfiguration, mode: ClockMode, publisher: any PushPublisher) {
        addWorld(Replay(configuration), mode: mode, publisher: publisher)
    }

    /// Lets a world go on from where `replay` ended; what the broker still has to get is published at once.
    package func addWorld(
        _ replay: Replay,
        mode: ClockMode,
        publisher: any PushPublisher,
        brokerControl: (any BrokerControl)? = nil,
        recorder: (any InputRecorder)? = nil
    ) {
        let world = directory.withLock { worlds in
            let world = World(
                replay,
                mode: mode,
                key: worlds.count,
                publisher: publisher,
                brokerControl: brokerControl,
                recorder: recorder,
                logger: logger,
                wake: { [pacer] in pacer.wake(at: $0) }
            )
            worlds.append(world)
            return world
        }
        // Outside the lock: the acknowledgement may come on this thread, and looks for the world.
        world.publishOwed()
    }

    package var worlds: [World] { directory.withLock { $0 } }

    package func world(tenantCode: String) -> World? {
        worlds.first { $0.tenantCode == tenantCode }
    }

    /// Answers one of the nine calls.
    ///
    /// `send` is called as ``World/answer(_:send:)`` says.
    package func answer(
        _ endpoint: Endpoint,
        headerToken: String?,
        body: [UInt8],
        send: @escaping @Sendable (ReplyPart) -> Void
    ) {
        let worlds = worlds
        if let only = worlds.first, worlds.count == 1 {
            let incoming = Incoming(endpoint: endpoint, headerToken: headerToken, body: body, limits: only.limits)
            return only.answer(incoming, send: send)
        }
        let incoming = Incoming(endpoint: endpoint, headerToken: headerToken, body: body, limits: CallLimits())
        guard let world = world(for: incoming, among: worlds) else {
            return send(.answer(refusal(incoming)))
        }
        let limited = Incoming(endpoint: endpoint, headerToken: headerToken, body: body, limits: world.limits)
        world.answer(limited, send: send)
    }

    /// Refuses a call whose body was too large to be read.
    package func refuse(
        _ endpoint: Endpoint,
        bodyLargerThan limit: Int,
        send: @escaping @Sendable (ReplyPart) -> Void
    ) {
        let rejection = Rejection(
            .bodyTooLarge(limit: limit),
            at: "",
            expected: "at most \(limit) bytes",
            actual: "more",
            clause: "R1"
        )
        guard let world = worlds.first else {
            let reply = OutgoingReply(.failure(rejection.failure), rejection: rejection, endpoint: endpoint)
            return send(.answer(reply))
        }
        world.answer(Incoming(endpoint: endpoint, rejection: rejection), send: send)
    }

    package func settle(_ world: Int, _ ticket: UInt64, failure: String?) {
        worlds[world].settle(ticket, failure: failure)
    }

    /// An MQTT client came, subscribed or went: every world that it may concern notes it.
    ///
    /// Where there are several worlds those are the ones for which `isAbout` holds.
    package func note(_ client: JournalEntry.ClientNote, isAbout: (_ tenantCode: String) -> Bool) {
        let worlds = worlds
        for world in worlds where worlds.count == 1 || isAbout(world.tenantCode) { world.note(client) }
    }

    private func world(for incoming: Incoming, among worlds: [World]) -> World? {
        if case .success(.getToken(let credentials)) = incoming.call {
            return worlds.first { $0.tenantCode == credentials.tenantCode }
        }
        guard case .success(let token?) = incoming.token else { return nil }
        return worlds.first { $0.knows(token: token) }
    }

    /// The refusal of a call that belongs to no world.
    private func refusal(_ incoming: Incoming) -> OutgoingReply {
        var failure = Failure.tokenInvalid
        var rejection: Rejection?
        if case .failure(let known) = incoming.token {
            rejection = known
        } else if incoming.endpoint == .getToken {
            if case .failure(let known) = incoming.call { rejection = known }
            failure = .invalidCredentials
        } else if case .success(nil) = incoming.token {
            failure = .tokenMissing
        }
        let reason =
            rejection
            ?? Rejection(failure, at: "", expected: "what a tenant's user has", actual: "another", clause: "§3.1")
        return OutgoingReply(.failure(reason.failure), rejection: reason, endpoint: incoming.endpoint)
    }
}
