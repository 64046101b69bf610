import HESContract
import SimulationKernel

/// Answers that leave later than their calls, by number, and the last answer of each endpoint.
///
/// The edge keeps the answers themselves; ``Effect/releaseReply(_:)`` names one that is due.
struct ReplyQueue: Sendable {
    private struct AfterPush: Sendable {
        let number: UInt64
        let lead: SimulatedDuration
    }

    private struct Drip: Sendable {
        let interval: SimulatedDuration
        /// Parts that have not been due yet; at least 1.
        var count: Int
    }

    private var lastNumber: UInt64 = 0
    /// Answers that wait for the acknowledgement of a plan's push.
    private var afterPush: [PlanID: AfterPush] = [:]
    /// Answers under way, of which further parts follow.
    private var drips: [UInt64: Drip] = [:]
    /// Recorded while rules are armed, because a rule may repeat them.
    private var lastAnswers: [Endpoint: Decision.Reply] = [:]

    /// Whether any answer waits for a push.
    var hasAnswersAfterPush: Bool { !afterPush.isEmpty }

    /// - Returns: the answer's number.
    mutating func hold(until instant: SimulatedInstant, on timeline: inout Timeline) -> UInt64 {
        lastNumber += 1
        timeline.schedule(.reply(lastNumber), at: instant)
        return lastNumber
    }

    /// The answer leaves `lead` after ``release(afterPushOf:at:on:)``.
    ///
    /// - Returns: the answer's number.
    mutating func hold(untilPushOf planID: PlanID, lead: SimulatedDuration) -> UInt64 {
        precondition(afterPush[planID] == nil, "one call makes a plan, so one answer waits for its push")
        lastNumber += 1
        afterPush[planID] = AfterPush(number: lastNumber, lead: lead)
        return lastNumber
    }

    /// The parts of an answer leave at equal intervals, the first of them after one interval.
    ///
    /// - Returns: the answer's number.
    mutating func hold(every interval: SimulatedDuration, count: Int, on timeline: inout Timeline) -> UInt64 {
        precondition(count > 0 && interval > .zero, "an answer drips one part after another, until none is left")
        let number = hold(until: timeline.now + interval, on: &timeline)
        drips[number] = Drip(interval: interval, count: count)
        return number
    }

    /// An answer or a part of one is due now; the part after it is scheduled.
    mutating func fire(_ number: UInt64, on timeline: inout Timeline) {
        timeline.emit(.releaseReply(number))
        guard var drip = drips.removeValue(forKey: number), drip.count > 1 else { return }
        drip.count -= 1
        drips[number] = drip
        timeline.schedule(.reply(number), at: timeline.now + drip.interval)
    }

    /// Schedules the answer that waited for a plan's push, which arrived or was lost.
    mutating func release(afterPushOf planID: PlanID, at instant: SimulatedInstant, on timeline: inout Timeline) {
        guard let waiting = afterPush.removeValue(forKey: planID) else { return }
        timeline.schedule(.reply(waiting.number), at: instant + waiting.lead)
    }

    func lastAnswer(of endpoint: Endpoint) -> Decision.Reply? {
        lastAnswers[endpoint]
    }

    /// Records the endpoint's last answer; ignores rejections.
    mutating func remember(_ reply: Decision.Reply, of endpoint: Endpoint) {
        if case .rejected = reply { return }
        lastAnswers[endpoint] = reply
    }

    mutating func forgetAnswers() {
        lastAnswers = [:]
    }

    /// An empty queue whose numbers continue, as the edge may still hold answers under the old ones.
    func restarted() -> ReplyQueue {
        var fresh = ReplyQueue()
        fresh.lastNumber = lastNumber
        return fresh
    }
}

extension ReplyQueue {
    /// What a snapshot holds of it: answers that are held back end with their connections.
    struct Saved: Codable {
        @InKeyOrder fileprivate var lastAnswers: [Endpoint: Answer]
    }

    /// Evaluates the rows of the last answers.
    var saved: Saved {
        var answers: [Endpoint: Answer] = [:]
        for endpoint in Endpoint.allCases {
            switch lastAnswers[endpoint] {
            case .ready(let answer): answers[endpoint] = answer
            case .history(let page, let maker): answers[endpoint] = page.answer(maker)
            case .rejected, nil: break
            }
        }
        return Saved(lastAnswers: answers)
    }

    mutating func restore(_ saved: Saved) {
        for endpoint in Endpoint.allCases {
            if let answer = saved.lastAnswers[endpoint] { lastAnswers[endpoint] = .ready(answer) }
        }
    }
}
