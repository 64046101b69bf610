import HESContract
import HESRecording
import JSON
import Synchronization

/// What a replay has learned: tokens and plans in the place of those that were recorded.
struct ReplaySession {
    struct Plan {
        /// Of the replay.
        let id: String
        /// How many messages its result had in the recording.
        let count: Int
        let asked: JSONValue?
    }

    /// By the names of the recording.
    private var tokens: [String: String] = [:]
    private var latest: String?
    private(set) var plans: [String: Plan] = [:]

    /// The token in the place of a call's; nil for a call without one.
    ///
    /// A call that was refused for its token must not be carried out now: it gets one that no HES has given.
    func token(for call: ReplayCall) -> String? {
        if call.wasUnauthorised { return call.token.map { $0.isEmpty ? $0 : ReplayCall.refused } }
        return call.token.flatMap { $0.isEmpty ? $0 : tokens[$0] ?? latest }
    }

    mutating func renew(_ token: String?, for call: ReplayCall) {
        guard let token else { return }
        latest = token
        if let name = call.token { tokens[name] = token }
    }

    mutating func take(_ json: JSONValue?, of call: ReplayCall) {
        let data = json?.member("data")?.value
        if call.endpoint == .getToken, let token = data?.member("token")?.value.string {
            latest = token
            if let name = call.issuedToken { tokens[name] = token }
        }
        if let recorded = call.planID, let id = data?.member("planId")?.value.wordOrDigits {
            plans[recorded] = Plan(id: id, count: call.resultCount, asked: call.asked)
        }
    }
}

/// The results that came, by plan; each payload once.
final class ReplayInbox: Sendable {
    private struct State {
        var results: [String: [[UInt8]]] = [:]
        var known: Set<[UInt8]> = []
        var size = 0
        var isFull = false
    }

    private let state = Mutex(State())

    /// Bytes of all payloads; later ones are left out.
    private let capacity: Int

    init(capacity: Int = 512 << 20) { self.capacity = capacity }

    /// Called on the network thread.
    func put(_ payload: [UInt8]) {
        let json = (try? JSONParser.parse(payload))?.value
        guard let planID = json?.member("planId")?.value.wordOrDigits else { return }
        let isNowFull = state.withLock { state in
            guard !state.isFull, !state.known.contains(payload) else { return false }
            state.isFull = state.size + payload.count > capacity
            guard !state.isFull else { return true }
            state.known.insert(payload)
            state.size += payload.count
            state.results[planID, default: []].append(payload)
            return false
        }
        if isNowFull {
            StandardError.write("hes-sim: results of more than \(capacity >> 20) MiB came: later ones are left out")
        }
    }

    /// Waits until so many messages of a plan are there, or the time is over.
    ///
    /// - Returns: those that are there, at least those that came within a fifth of a second.
    @discardableResult
    func wait(for planID: String, count: Int, within limit: Duration) async -> [JSONValue] {
        let end = ContinuousClock.now + max(limit, .milliseconds(200))
        while messages(of: planID).count < max(count, 1), ContinuousClock.now < end {
            try? await Task.sleep(for: .milliseconds(5))
        }
        return messages(of: planID).compactMap { (try? JSONParser.parse($0))?.value }
    }

    private func messages(of planID: String) -> [[UInt8]] { state.withLock { $0.results[planID] ?? [] } }
}
