package import HESContract
package import HESSimulation
package import Logging
import Synchronization

/// All worlds of the process; they come and go while it runs.
///
/// A call finds its world by its credentials or its token.
package final class Simulator: Sendable {
    /// Where a world's pushes and commands to the broker go.
    package struct Surroundings: Sendable {
        package let publisher: any PushPublisher
        package let brokerControl: (any BrokerControl)?

        package init(publisher: any PushPublisher, brokerControl: (any BrokerControl)? = nil) {
            self.publisher = publisher
            self.brokerControl = brokerControl
        }
    }

    private let directory = Mutex(WorldDirectory())
    private let revision = Atomic(0)
    private let onWorldsChange = Mutex<@Sendable () -> Void>({})
    let pacer = Pacer()
    let workers: RenderWorkers
    package let metrics = Metrics()
    private let logger: Logger
    package let observer: (any WireObserver)?
    private let wall: @Sendable () -> ContinuousClock.Instant

    /// - Parameters:
    ///   - logger: of all worlds.
    ///   - observer: sees every request and answer.
    ///   - renderThreads: how many threads render pushes; without them each is rendered on the thread that decides it.
    ///   - wall: the wall clock that running worlds follow; tests give one that they move.
    package init(
        logger: Logger,
        observer: (any WireObserver)? = nil,
        renderThreads: Int = 0,
        wall: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        workers = RenderWorkers(threadCount: renderThreads)
        self.logger = logger
        self.observer = observer
        self.wall = wall
    }

    /// Resumes a world where `replay` ended; what the broker has not acknowledged is published at once.
    @discardableResult
    package func addWorld(
        _ replay: Replay,
        mode: ClockMode,
        in surroundings: Surroundings,
        recorder: (any InputRecorder)? = nil
    ) -> World {
        let world = directory.withLock { directory in
            let world = makeWorld(replay, mode: mode, in: surroundings, key: directory.nextKey(), recorder: recorder)
            directory.add(world)
            for (username, token) in replay.tokens { directory.add(token: token, of: username, in: world.key) }
            return world
        }
        worldsChanged()
        // Outside the lock: the acknowledgement may come on this thread, and looks for the world.
        world.output.flush()
        return world
    }

    /// Adds a world that begins now; nil when its code is taken.
    package func addNewWorld(
        _ configuration: WorldConfiguration,
        mode: ClockMode,
        in surroundings: Surroundings
    ) -> World? {
        let new: World? = directory.withLock { directory in
            guard !directory.isTaken(configuration) else { return nil }
            let world = makeWorld(Replay(configuration), mode: mode, in: surroundings, key: directory.nextKey())
            directory.add(world)
            return world
        }
        if new != nil { worldsChanged() }
        new?.wakeForNext()
        return new
    }

    /// Replaces `old` by a new world in one step for all calls; nil when another world has its code or `old` is gone.
    package func replaceWorld(_ old: World, by configuration: WorldConfiguration, mode: ClockMode) -> World? {
        let new: World? = directory.withLock { directory in
            guard directory[key: old.key] === old, !directory.isTaken(configuration, except: old) else { return nil }
            let world = makeWorld(Replay(configuration), mode: mode, in: old.surroundings, key: directory.nextKey())
            directory.replace(old, by: world)
            return world
        }
        if new != nil {
            worldsChanged()
            old.end()
        }
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
        if removed != nil { worldsChanged() }
        removed?.end()
        return removed != nil
    }

    /// Ends all worlds; for a simulator that serves no more.
    package func endWorlds() {
        for world in worlds { _ = removeWorld(tenantCode: world.tenantCode) }
    }

    private func makeWorld(
        _ replay: Replay,
        mode: ClockMode,
        in surroundings: Surroundings,
        key: Int,
        recorder: (any InputRecorder)? = nil
    ) -> World {
        World(
            replay,
            mode: mode,
            key: key,
            surroundings: surroundings,
            recorder: recorder,
            workers: workers,
            services: World.Services(
                metrics: metrics,
                logger: logger,
                wake: { [pacer] in pacer.wake(at: $0) },
                onToken: { [weak self] username, token in
                    self?.directory.withLock { $0.add(token: token, of: username, in: key) }
                },
                wall: wall
            )
        )
    }

    /// Another number whenever worlds came or went; cheap, from any thread.
    package var worldsRevision: Int { revision.load(ordering: .acquiring) }

    /// `action` is called after each such change, outside any lock, by the thread that made it; must not block.
    package func whenWorldsChange(_ action: @escaping @Sendable () -> Void) {
        onWorldsChange.withLock { $0 = action }
    }

    private func worldsChanged() {
        revision.add(1, ordering: .acquiringAndReleasing)
        onWorldsChange.withLock { $0 }()
    }

    package var worlds: [World] { directory.withLock { $0.all } }

    /// Of all worlds, as they are now; waits for each one's lock.
    package var mqttLogins: [MQTTLogin] {
        worlds.map { world in world.read { headEnd, _ in MQTTLogin(headEnd.configuration) } }
    }

    package func world(tenantCode: String) -> World? {
        directory.withLock { $0[code: tenantCode] }
    }

    /// Answers a request under the HES Open API's root.
    ///
    /// `send` is called as ``World/answer(_:send:)`` says.
    package func answer(_ request: CallRequest, send: @escaping ReplySender) {
        let number = observer?.requestCame(request) ?? 0
        guard let endpoint = request.endpoint else {
            let reply = OutgoingReply(refusing: request)
            observer?.refusalLeaves(status: reply.status, to: number)
            return send(.answer(reply))
        }
        guard let observer else { return answer(request, as: endpoint, send: send) }
        answer(request, as: endpoint) { part in
            if case .answer(let reply) = part { observer.replyLeaves(reply, to: number) }
            send(part)
        }
    }

    private func answer(_ request: CallRequest, as endpoint: Endpoint, send: @escaping ReplySender) {
        let parsed = ParsedRequest(request, as: endpoint)
        guard let world = world(of: parsed) else {
            return send(.answer(OutgoingReply(parsed.rejectionWithoutTenant, endpoint: endpoint)))
        }
        world.answer(parsed.decoded(within: world.limits), send: send)
    }

    /// Tells the observer of a request outside the HES Open API that is answered with 404.
    package func observeForeign(_ request: CallRequest) {
        guard let observer else { return }
        observer.refusalLeaves(status: 404, to: observer.requestCame(request))
    }

    /// Settles a push: `failure` is nil when the broker acknowledged it, otherwise it says why the broker never will.
    ///
    /// Ignored for a push of a world that has ended.
    package func settle(_ push: PushID, failure: String?) {
        workers.settled(push)
        directory.withLock { $0[key: push.world] }?.settle(push.number, failure: failure)
    }

    /// Tells of pushes that the broker had acknowledged and has lost, as it seems; beyond those named, they are counted.
    package func lose(_ pushes: [PushID], count: Int) {
        metrics.countLost(count)
        for (key, lost) in Dictionary(grouping: pushes, by: \.world) {
            directory.withLock { $0[key: key] }?.lose(lost.map(\.number))
        }
    }

    /// Records what an MQTT client did in every world that it concerns: the only one, or those for which `isAbout` holds.
    package func note(_ client: JournalEntry.ClientNote, isAbout: (_ tenantCode: String) -> Bool) {
        let worlds = worlds
        for world in worlds where worlds.count == 1 || world.topicCodes.contains(where: isAbout) {
            world.record(client)
        }
    }

    /// The only world, or the one that the request names.
    private func world(of request: ParsedRequest) -> World? {
        let worlds = worlds
        if worlds.count == 1 { return worlds.first }
        switch request.tenantHint {
        case .code(let tenantCode): return world(tenantCode: tenantCode)
        case .tokens(let tokens):
            return directory.withLock { directory in
                for token in tokens { if let world = directory[token: token] { return world } }
                return nil
            }
        case .anyTenant: return worlds.first
        }
    }
}
