package import HESContract
package import SimulationKernel

/// The head-end's decision on one call.
package struct Decision: Sendable {
    package enum Reply: Sendable {
        case ready(Answer)
        /// The edge evaluates the rows outside the lock.
        case history(HistoryPage, RowMaker)
        case rejected(Rejection)
    }

    package let reply: Reply
    /// When the answer leaves; after the call's instant if the scenario delays it.
    package let answeredAt: SimulatedInstant
    /// Effects of events due by the call's instant, and of the call.
    package let effects: [Effect]
    /// How the answer leaves; nil means whole and as decided.
    package var shape: ReplyShape?
    /// Set if the answer waits for the acknowledgement of a plan's push.
    package var waitsForPush: (planID: PlanID, lead: SimulatedDuration)?

    package init(reply: Reply, answeredAt: SimulatedInstant, effects: [Effect], shape: ReplyShape? = nil) {
        self.reply = reply
        self.answeredAt = answeredAt
        self.effects = effects
        self.shape = shape
    }

    /// Makes the answer of a plan wait for its push; nil does nothing.
    mutating func waitForPush(_ lead: SimulatedDuration?) {
        guard let lead, case .ready(.plan(let planID, _)) = reply else { return }
        waitsForPush = (planID, lead)
    }

    package var answer: Answer {
        switch reply {
        case .ready(let answer): answer
        case .history(let page, let maker): page.answer(maker)
        case .rejected(let rejection): .failure(rejection.failure)
        }
    }

    package var rejection: Rejection? {
        guard case .rejected(let rejection) = reply else { return nil }
        return rejection
    }
}

/// An action for an edge to carry out.
package enum Effect: Sendable {
    case publish(PushMessage)
    /// A held answer is due; the number is that of ``HeadEnd/holdReply(until:)``.
    case releaseReply(UInt64)
    case broker(BrokerCommand)
}
