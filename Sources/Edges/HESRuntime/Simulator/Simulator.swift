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
        /// Whether a client receives what is published to a topic, as far as that is seen; must not block.
        package let isSubscribed: @Sendable (_ topic: String) -> Bool
        /// Whether a manual clock is moved without its client's doing.
        package let movesClock: Bool

        package init(
            publisher: any PushPublisher,
            brokerControl: (any BrokerControl)? = nil,
            isSubscribed: @escaping @Sendable (_ topic: String) -> Bool = { _ in false },
            movesClock: Bool = false
        ) {
            self.publisher = publisher
            self.brokerControl = brokerControl
            self.isSubscribed = isSubscribed
            self.movesClock = movesClock
        }
    }

    /// Where a durable world's inputs go.
    package struct Recording: Sendable {
        let recorder: any InputRecorder
        /// The tenant code of the scenario's world, which names the world in the state file.
        let name: String

        package init(_ recorder: any InputRecorder, name: String) {
            self.recorder = recorder
            self.name = name
        }
    }

    private let directory = Mutex(WorldDirectory())
    private let revision = Atomic(0)
    private let onWorldsChange = Mutex<@Sendable () -> Void>({})
    let pacer = Pacer()
    let workers: RenderWorkers
    package let metrics = Metrics()
    private let logger: Logger
    private let missed: MissedRequests
    /// Of all worlds, and of none.
    package let missedRequests = MissedRequestList()
    private let accessLog: AccessLog?
    package let observer: (any WireObserver)?
    private let wall: @Sendable () -> ContinuousClock.Instant

    /// - Parameters:
    ///   - logger: of all worlds.
    ///   - observer: sees every request and answer.
    ///   - accessLog: gets a line for each call and push; nil: none.
    ///   - mask: hides the process's own secrets in paths that clients made up.
    ///   - renderThreads: how many threads render pushes; without them each is rendered on the thread that decides it.
    ///   - wall: the wall clock that running worlds follow; tests give one that they move.
    package init(
        logger: Logger,
        observer: (any WireObserver)? = nil,
        accessLog: AccessLog? = nil,
        mask: SecretMask = SecretMask(),
        renderThreads: Int = 0,
        wall: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        workers = RenderWorkers(threadCount: renderThreads)
        self.logger = logger
        self.observer = observer
        self.accessLog = accessLog
        missed = MissedRequests(logger: logger, mask: mask)
        self.wall = wall
    }

    /// Resumes a world where `replay` ended; what the broker has not acknowledged is published at once.
    ///
    /// A reset returns to `startMode`, or to `mode` if that is nil.
    @discardableResult
    package func addWorld(
        _ replay: Replay,
        mode: ClockMode,
        startMode: ClockMode? = nil,
        in surroundings: Surroundings,
        recording: Recording? = nil
    ) -> World {
        let world = directory.withLock { directory in
            let world = makeWorld(
                replay,
                modes: (mode, startMode ?? mode),
                in: surroundings,
                key: directory.nextKey(),
                recording: recording
            )
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
            let replay = Replay(configuration)
            let world = makeWorld(replay, modes: (mode, mode), in: surroundings, key: directory.nextKey())
            directory.add(world)
            return world
        }
        if new != nil { worldsChanged() }
        new?.wakeForNext()
        return new
    }

    /// Replaces `old` by a new world in one step for all calls; nil when another world has its code or `old` is gone.
    ///
    /// The replacement of a durable world is durable, and in the state file when this returns.
    package func replaceWorld(_ old: World, by replacement: Replacement) -> World? {
        let new = makeWorld(
            old.isDurable ? Replay(replacement) : Replay(replacement.configuration),
            modes: (replacement.mode, replacement.mode),
            in: old.surroundings,
            key: directory.withLock { $0.nextKey() },
            recording: old.recorder.map { Recording($0, name: old.recordName) }
        )
        let isReplaced = new.succeed(old) {
            directory.withLock { directory in
                guard directory[key: old.key] === old else { return false }
                guard !directory.isTaken(replacement.configuration, except: old) else { return false }
                directory.replace(old, by: new)
                return true
            }
        }
        guard isReplaced else { return nil }
        worldsChanged()
        old.end()
        new.wakeForNext()
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
        modes: (now: ClockMode, atStart: ClockMode),
        in surroundings: Surroundings,
        key: Int,
        recording: Recording? = nil
    ) -> World {
        World(
            replay,
            mode: modes.now,
            startMode: modes.atStart,
            key: key,
            surroundings: surroundings,
            recording: recording,
            workers: workers,
            services: World.Services(
                metrics: metrics,
                logger: logger,
                wake: { [pacer] in pacer.wake(at: $0) },
                onToken: { [weak self] username, token in
                    self?.directory.withLock { $0.add(token: token, of: username, in: key) }
                },
                accessLog: accessLog,
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
            note(missed: request, status: reply.status, reply: reply.body)
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

    /// Notes a request outside the HES Open API that is answered with 404; one to the control API is none of these.
    package func observeForeign(_ request: CallRequest) {
        if let observer { observer.refusalLeaves(status: 404, to: observer.requestCame(request)) }
        guard !Self.isOwn(request.path) else { return }
        note(missed: request, status: 404, reply: nil)
    }

    /// Paths beside the nine calls that are no mistake: the control API's, and what a browser asks for by itself.
    private static func isOwn(_ path: Substring) -> Bool {
        ["/", "/_sim", "/favicon.ico"].contains(path) || path.hasPrefix("/_sim/")
    }

    /// Journals, counts and logs a request that is none of the nine calls; `reply` is nil if its body was not read here.
    private func note(missed request: CallRequest, status: Int, reply: [UInt8]?) {
        let path = missed.shown(request.path)
        metrics.countMiss(status: status)
        missed.note(request, path: path, status: status)
        accessLog?.miss(request, path: path, status: status)
        // Of several worlds, the one whose credentials or token it carries; a request without them belongs to none.
        let parsed = ParsedRequest(request, as: Endpoint(nearestTo: request.path) ?? .readSingle)
        let note = JournalEntry.HTTPNote(missed: request.method, path: path, status: status, hint: request.hint)
        let world = world(of: parsed)
        world?.record(note, body: reply.map { _ in request.body }, reply: reply)
        missedRequests.add { number in
            MissedRequest(
                number: number,
                method: request.method,
                path: path,
                status: status,
                hint: request.hint,
                tenantCode: world?.tenantCode
            )
        }
    }

    /// Settles pushes: `failure` is nil when the broker acknowledged them, otherwise it says why the broker never will.
    ///
    /// Those of a world that has ended are ignored.
    package func settle(_ pushes: [PushID], failure: String?) {
        workers.settled(pushes)
        var rest = pushes[...]
        while let key = rest.first?.world {
            let next = rest.prefix { $0.world == key }
            rest = rest.dropFirst(next.count)
            directory.withLock { $0[key: key] }?.settle(next.map(\.number), failure: failure)
        }
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

    /// Records in every world what became of the broker.
    package func noteBroker(_ remark: JournalRemark) {
        for world in worlds { world.recordBroker(remark) }
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
