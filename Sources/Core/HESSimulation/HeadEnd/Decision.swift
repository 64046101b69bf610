package import HESContract
package import SimulationKernel

/// What the head-end makes of one call.
package struct Decision: Sendable {
    package enum Reply: Sendable {
        case ready(Answer)
        /// Rows are evaluated outside the lock.
        case history(HistoryPage, RowMaker)
        case rejected(Rejection)
    }

    package let reply: Reply
    /// When the answer leaves; later than the call if the scenario delays it.
    package let answeredAt: SimulatedInstant
    /// What became due up to the call's instant.
    package let effects: [Effect]
    /// How the answer leaves; nil: whole and as decided.
    package var shape: ReplyShape?
    /// Set if the answer waits for the acknowledgement of a plan's push.
    package var waitsForPush: (planID: PlanID, lead: SimulatedDuration)?

    package init(reply: Reply, answeredAt: SimulatedInstant, effects: [Effect], shape: ReplyShape? = nil) {
        self.reply = reply
        self.answeredAt = answeredAt
        self.effects = effects
        self.shape = shape
    }

    /// Nil: it does not.
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

/// What an edge is to do.
package enum Effect: Sendable {
    case publish(PushMessage)
    /// An answer that was held back is due; the number is the one that ``HeadEnd/holdReply(until:)`` gave.
    case releaseReply(UInt64)
    case broker(BrokerCommand)
}
