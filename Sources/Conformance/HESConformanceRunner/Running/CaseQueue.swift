import HESConformance
import Synchronization

/// The cases of a run: those still to be played, and the results of the others.
final class CaseQueue: Sendable {
    private struct State {
        var next = 0
        /// Cases whose client was gone before they began; another client plays each of them once.
        var returned: [Int] = []
        var returnedOnce: Set<Int> = []
        var played: [PlayedCase?]
        var client: RunResult.Client?
        var canaryFailure: PlayedCase?
        var startFailure: String?
    }

    private let cases: [PlannedCase]
    private let state: Mutex<State>

    init(_ cases: [PlannedCase]) {
        self.cases = cases
        state = Mutex(State(played: Array(repeating: nil, count: cases.count)))
    }

    func next() -> (number: Int, planned: PlannedCase)? {
        state.withLock { state in
            if let number = state.returned.popLast() { return (number, cases[number]) }
            guard state.next < cases.count else { return nil }
            defer { state.next += 1 }
            return (state.next, cases[state.next])
        }
    }

    /// - Returns: whether another client will play it.
    func giveBack(_ number: Int) -> Bool {
        state.withLock { state in
            guard state.returnedOnce.insert(number).inserted else { return false }
            state.returned.append(number)
            return true
        }
    }

    func finish(_ number: Int, with played: PlayedCase) { state.withLock { $0.played[number] = played } }

    func introduce(_ client: RunResult.Client) { state.withLock { $0.client = $0.client ?? client } }

    func failStart(_ why: String) { state.withLock { $0.startFailure = $0.startFailure ?? why } }

    func failCanary(_ canary: PlayedCase) { state.withLock { $0.canaryFailure = $0.canaryFailure ?? canary } }

    var canaryFailure: PlayedCase? { state.withLock { $0.canaryFailure } }

    var isDone: Bool { state.withLock { $0.next >= cases.count && $0.returned.isEmpty } }

    var outcome: SuiteOutcome {
        state.withLock { state in
            let played = zip(cases, state.played).map { planned, played in played ?? Self.notRun(planned) }
            return SuiteOutcome(
                played: played,
                client: state.client,
                canaryFailure: state.canaryFailure,
                startFailure: state.startFailure
            )
        }
    }

    private static func notRun(_ planned: PlannedCase) -> PlayedCase {
        let result = CaseResult(notRun: planned.testCase, pack: planned.pack)
        return PlayedCase(result: result, events: [], elapsed: .zero)
    }
}
