package import HESContract
package import HESSimulation
package import Logging
import Synchronization

/// All worlds of the process; they come and go while it runs.
///
/// A call finds its world by its credentials or its token.
package final class Simulator: Sendable {
    /// What a world needs of the process.
    package struct Surroundings: Sendable {
        package let publisher: any PushPublisher
        package let brokerControl: (any BrokerControl)?

        package init(publisher: any PushPublisher, brokerControl: (any BrokerControl)? = nil) {
            self.publisher = publisher
            self.brokerControl = brokerControl
        }
    }

    private let directory = Mutex(WorldDirectory())
    let pacer = Pacer()
    package let metrics = Metrics()
    private let logger: Logger
    package let observer: (any WireObserver)?

    package init(logger: Logger, observer: (any WireObserver)? = nil) {
        self.logger = logger
        self.observer = observer
    }

    package func addWorld(_ configuration: WorldConfiguration, mode: ClockMode, publisher: any PushPublisher) {
        addWorld(Replay(configuration), mode: mode, Surroundings(publisher: publisher))
    }

    /// Lets a world go on from where `replay` ended; what the broker still has to get is published at once.
    @discardableResult
    package func addWorld(
        _ replay: Replay,
        mode: ClockMode,
        _ surroundings: Surroundings,
        recorder: (any InputRecorder)? = nil
    ) -> World {
        let world = directory.withLock { directory in
            let world = makeWorld(replay, mode, surroundings, recorder, key: directory.nextKey())
            directory.add(world)
            for (username, token) in replay.tokens { directory.note(token: token, of: username, in: world.key) }
            return world
        }
        // Outside the lock: the acknowledgement may come on this thread, and looks for the world.
        world.publishOwed()
        return world
    }

    /// A world that begins now; nil where the code is taken.
    package func addNewWorld(
        _ configuration: WorldConfiguration,
        mode: ClockMode,
        _ surroundings: Surroundings
    ) -> World? {
        let new: World? = directory.withLock { directory in
            guard !directory.isTaken(configuration) else { return nil }
            let world = makeWorld(Replay(configuration), mode, surroundings, nil, key: directory.nextKey())
            directory.add(world)
            return world
        }
        new?.wakeForNext()
        return new
    }

    /// Puts a new world in the place of `old`, at once for every call; nil where its code is another world's.
    package func replaceWorld(_ old: World, by configuration: WorldConfiguration, mode: ClockMode) -> World? {
        let new: World? = directory.withLock { directory in
            guard directory[key: old.key] === old, !directory.isTaken(configuration, except: old) else { return nil }
            let world = makeWorld(Replay(configuration), mode, old.surroundings, nil, key: directory.nextKey())
            directory.replace(old, by: world)
            return world
        }
        if new != nil { old.end() }
        new?.wakeForNext()
        return new
    }

    /// - Returns: whether it was there.
    package func removeWorld(tenantCode: String) -> Bool {
        let removed = directory.withLock { directory in
            let world = directory[code: tenantCode]
            if let world { directory.remove(world) }
            return world
        }
        removed?.end()
        return removed != nil
    }

    private func makeWorld(
        _ replay: Replay,
        _ mode: ClockMode,
        _ surroundings: Surroundings,
        _ recorder: (any InputRecorder)?,
        key: Int
    ) -> World {
        World(
            replay,
            mode: mode,
            key: key,
            surroundings: surroundings,
            recorder: recorder,
            metrics: metrics,
            logger: logger,
            wake: { [pacer] in pacer.wake(at: $0) },
            onToken: { [weak self] username, token in
                self?.directory.withLock { $0.note(token: token, of: username, in: key) }
            }
        )
    }

    package var worlds: [World] { directory.withLock { $0.all } }

    package func world(tenantCode: String) -> World? {
        directory.withLock { $0[code: tenantCode] }
    }

    /// Answers one of the nine calls.
    ///
    /// `send` is called as ``World/answer(_:send:)`` says.
    package func answer(
        _ endpoint: Endpoint,
        _ head: RequestHead,
        body: [UInt8],
        send: @escaping @Sendable (ReplyPart) -> Void
    ) {
        let worlds = worlds
        if let only = worlds.first, worlds.count == 1 {
            return only.answer(head.incoming(endpoint, body, only.limits), send: send)
        }
        let incoming = head.incoming(endpoint, body, CallLimits())
        guard let world = world(for: incoming) else {
            return send(.answer(refusal(incoming)))
        }
        world.answer(head.incoming(endpoint, body, world.limits), send: send)
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
        directory.withLock { $0[key: world] }?.settle(ticket, failure: failure)
    }

    /// An MQTT client came, subscribed or went: every world that it may concern notes it.
    ///
    /// Where there are several worlds those are the ones for which `isAbout` holds.
    package func note(_ client: JournalEntry.ClientNote, isAbout: (_ tenantCode: String) -> Bool) {
        let worlds = worlds
        for world in worlds where worlds.count == 1 || world.topicCodes.contains(where: isAbout) { world.note(client) }
    }

    private func world(for incoming: Incoming) -> World? {
        if case .success(.getToken(let credentials)) = incoming.call {
            return world(tenantCode: credentials.tenantCode)
        }
        let places: [Dialect.TokenPlace] = [.bodyOnly, .headerOnly]
        let tokens = places.compactMap { (try? incoming.token($0)) ?? nil }
        return directory.withLock { directory in
            for token in tokens { if let world = directory[token: token] { return world } }
            return nil
        }
    }

    /// The refusal of a call that belongs to no world.
    private func refusal(_ incoming: Incoming) -> OutgoingReply {
        var failure = Failure.tokenInvalid
        var rejection: Rejection?
        let token = Result { () throws(Rejection) in try incoming.token() }
        if case .failure(let known) = token {
            rejection = known
        } else if incoming.endpoint == .getToken {
            if case .failure(let known) = incoming.call { rejection = known }
            failure = .invalidCredentials
        } else if case .success(nil) = token {
            failure = .tokenMissing
        }
        let reason =
            rejection
            ?? Rejection(failure, at: "", expected: "what a tenant's user has", actual: "another", clause: "§3.1")
        return OutgoingReply(.failure(reason.failure), rejection: reason, endpoint: incoming.endpoint)
    }
}
