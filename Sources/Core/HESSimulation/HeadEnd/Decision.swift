package import HESContract

/// The head-end's decision on one call.
package struct Decision: Sendable {
    package enum Reply: Sendable {
        case ready(Answer)
        /// The edge evaluates the rows outside the lock. In a box, as `rejected` is, so that a plan's answer stays small.
        indirect case history(HistoryPage, RowMaker)
        indirect case rejected(Rejection)
    }

    package let endpoint: Endpoint
    package let reply: Reply
    /// How the answer leaves; nil means whole and as decided.
    package var shape: ReplyShape?
    /// What became due up to the call's instant.
    package var effects: [Effect] = []
    /// The number with which ``Effect/releaseReply(_:)`` comes for the answer; nil: it leaves at once.
    package var heldNumber: UInt64?
    /// Whether the call has left a trace in the world, so that a replay needs it.
    package var isInput = true
    /// Number of the call's entry in the journal.
    package var entry = 0
    /// Who called; nil without a valid token.
    package var user: String?
    /// Whether its plan's push is due as soon as the answer has left.
    package var isPushDue = false
    /// Whether its plan waits for a clock that only a command moves; the answer's `X-HES-Sim-Reason` says so.
    package var waitsForClock = false

    /// The answer as it leaves, with what follows it when it drips; computes rows, so call it outside any lock.
    package func rendered(in dialect: Dialect) -> (first: OutgoingReply, rest: DrippingReply?) {
        let first = OutgoingReply(self, dialect)
        return (first, DrippingReply(first, shape))
    }

    package var answer: Answer {
        switch reply {
        case .ready(let answer): answer
        case .history(let page, let maker): page.answer(maker)
        case .rejected(let rejection): .failure(rejection.failure)
        }
    }

    /// Rows that are evaluated for the answer, at most.
    package var answerRowCount: Int {
        guard case .history(let page, _) = reply else { return 0 }
        return min(page.page.total, page.page.pageSize)
    }

    var rejection: Rejection? {
        guard case .rejected(let rejection) = reply else { return nil }
        return rejection
    }
}

/// An action for an edge to carry out.
package enum Effect: Sendable {
    /// In a box of its own, so that the others stay small.
    indirect case publish(PushMessage)
    /// An answer that was held back is due, or the next part of one; the number is that of ``Decision/heldNumber`` or of
    /// ``HeadEnd/holdReply(every:count:)``.
    case releaseReply(UInt64)
    case broker(BrokerCommand)
}
