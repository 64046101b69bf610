package import HESConformance
import HESContract
import HESRuntime
import HESSimulation
import JSON
package import SimulationKernel
import Synchronization

/// Records the events of one case, in the order in which the suite saw them.
///
/// Entries of the head-end's journal are recorded before the next event. May be called from any thread, but not under
/// a world's lock.
package final class EvidenceRecorder: Sendable {
    private struct State {
        var events: [EvidenceEvent] = []
        var mask = SecretMask()
        var world: World?
        var nextJournalEntry = 1
        var wire = WireCount()
        /// When the world's clock was last moved to where the machine's is; nil unless the case's time flows.
        var flowsSince: ContinuousClock.Instant?
        var latest = Int64.min
        var isClosed = false
        var isFull = false
        /// Lines of the client's stderr, kept for the end: when they come depends on the machine.
        var errors: [EvidenceEvent.Kind] = []
        /// Of a case whose time flows, the client's clock being moved: how often depends on the machine.
        var ticks: [EvidenceEvent.Kind] = []
        var tickIDs: Set<String> = []
        /// Disconnects after `case.end`, of which some come before the recording ends and some do not.
        var partings: [EvidenceEvent.Kind] = []
        var isParting = false
        /// Answers of the client that came while pushes of the same instant were still on their way to the broker.
        var early: [EvidenceEvent.Kind] = []
    }

    private let state = Mutex(State())
    private let start: SimulatedInstant

    private let capacity: Int

    /// Most events of one case; beyond it only those of the suite and breaches are kept, and the case fails.
    package static let capacity = 20_000

    package init(start: SimulatedInstant, capacity: Int = EvidenceRecorder.capacity) {
        (self.start, self.capacity) = (start, capacity)
    }

    /// Records the journal of this world as well from now on.
    func attach(_ world: World) { state.withLock { $0.world = world } }

    func hide(_ secret: String, as name: String) { state.withLock { $0.mask.hide(secret, as: name) } }

    /// Writes a token that the head-end issued as `<token-N>` from now on.
    func hide(token: String) { state.withLock { $0.mask.hide(token: token) } }

    func record(_ kind: EvidenceEvent.Kind) {
        state.withLock { state in
            if isKept(kind, in: &state) { return }
            // First of all events, also of what happened when the world began.
            if case .begin = kind {} else { drainJournal(&state) }
            if kind.plane != .wire { recordEarly(&state) }
            append(kind, at: state.world?.now ?? start, to: &state)
        }
    }

    /// Ends the recording; later events are not part of the case.
    ///
    /// - Returns: the events in order, and whether there were more than the capacity.
    package func close() -> (events: [EvidenceEvent], isFull: Bool) {
        state.withLock { state in
            drainJournal(&state)
            recordEarly(&state)
            let now = state.world?.now ?? start
            for kind in state.errors + state.ticks + state.partings { append(kind, at: now, to: &state) }
            append(.end(.init()), at: now, to: &state)
            state.isClosed = true
            // The world's publisher refers to this recorder.
            state.world = nil
            return (state.events, state.isFull)
        }
    }

    /// Whether the event is recorded later, since its place among the others would depend on the machine.
    private func isKept(_ kind: EvidenceEvent.Kind, in state: inout State) -> Bool {
        switch kind {
        case .driverStderr: state.errors.append(kind)
        case .driverSent(let sent):
            state.isParting = sent.message.member("type")?.value.string == "case.end"
            guard state.flowsSince != nil, let id = sent.clockAdvanceID else { return false }
            state.tickIDs.insert(id)
            state.ticks.append(kind)
        case .driverReceived(let received):
            if let id = received.message.member("re")?.value.word, state.tickIDs.contains(id) {
                state.ticks.append(kind)
            } else if let world = state.world, world.waitingPushCount > 0 {
                state.early.append(kind)
            } else {
                return false
            }
        case .mqttDisconnect where state.isParting: state.partings.append(kind)
        default: return false
        }
        return true
    }

    private func recordEarly(_ state: inout State) {
        let now = state.world?.now ?? start
        for kind in state.early { append(kind, at: now, to: &state) }
        state.early = []
    }

    var wire: WireCount { state.withLock { $0.wire } }

    /// Adds the time since `instant` to what the world's clock says; nil ends that.
    func flow(since instant: ContinuousClock.Instant?) { state.withLock { $0.flowsSince = instant } }

    /// How many events there are.
    var count: Int { state.withLock { $0.events.count } }

    /// Whether a rule was delivered behind so many events.
    func hasFault(of rule: String, after count: Int) -> Bool {
        state.withLock { state in
            drainJournal(&state)
            return state.events.dropFirst(count).contains { event in
                if case .fault(let fault) = event.kind { fault.rule == rule } else { false }
            }
        }
    }

    var isFull: Bool { state.withLock { $0.isFull } }

    private func append(_ kind: EvidenceEvent.Kind, at instant: SimulatedInstant, to state: inout State) {
        guard !state.isClosed else { return }
        state.wire.follow(kind)
        let flowed = state.flowsSince.map { Int64($0.duration(to: .now) / .milliseconds(1)) } ?? 0
        state.latest = max(state.latest, instant.milliseconds + flowed)
        if state.events.count >= capacity, kind.plane != .suite, !kind.isBreach {
            state.isFull = true
            return
        }
        state.events.append(
            EvidenceEvent(
                seq: state.events.count + 1,
                milliseconds: state.latest,
                kind: kind.changingValues(state.mask.masked)
            )
        )
    }

    private func drainJournal(_ state: inout State) {
        guard let world = state.world else { return }
        let entries = world.read { headEnd, _ in headEnd.journal.entries(from: state.nextJournalEntry) }
        for entry in entries {
            state.nextJournalEntry = entry.sequence + 1
            if let kind = entry.kind.evidence { append(kind, at: entry.instant, to: &state) }
        }
    }
}

/// What passed over the wire so far.
struct WireCount: Sendable {
    private(set) var events = 0
    /// Requests without an answer.
    private(set) var openCalls = 0

    mutating func follow(_ kind: EvidenceEvent.Kind) {
        guard kind.plane == .wire else { return }
        events += 1
        if case .httpRequest = kind { openCalls += 1 }
        if case .httpReply = kind { openCalls -= 1 }
    }
}

extension EvidenceEvent.Message {
    /// The message's number if it asks the client to move its clock.
    fileprivate var clockAdvanceID: String? {
        guard message.member("op")?.value.string == OperationName.clockAdvance.rawValue else { return nil }
        return message.member("id")?.value.word
    }
}

extension EvidenceEvent.Kind {
    /// Recorded however full the recorder is, as it says why the case fails.
    fileprivate var isBreach: Bool {
        if case .driverProtocol = self { true } else { false }
    }
}
