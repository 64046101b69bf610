package import SimulationKernel

/// How far a world's names have gone: its instants, plan ids, tokens and journal numbers.
///
/// What is given next lies beyond. A durable world saves a mark ahead of what it gives, so that a restart whose last inputs
/// were lost gives nothing twice.
package struct HighWater: Hashable, Sendable {
    package var instant: SimulatedInstant
    /// Of the last plan id; ``noPlan`` before the first.
    package var planOrdinal: Int64
    /// Tokens that were made.
    package var tokenCount: Int64
    /// Number of the journal's next entry.
    package var journalSequence: Int64
    /// How often the world has begun anew, by a reset of its clock or a replacement: its instants and plan ids then do so too.
    package var life: Int64

    package static let noPlan: Int64 = -(1 << 62)

    package init(
        instant: SimulatedInstant,
        planOrdinal: Int64,
        tokenCount: Int64,
        journalSequence: Int64,
        life: Int64 = 0
    ) {
        self.instant = instant
        self.planOrdinal = planOrdinal
        self.tokenCount = tokenCount
        self.journalSequence = journalSequence
        self.life = life
    }

    /// The mark of a world that has given nothing.
    package init(start: SimulatedInstant) {
        self.init(instant: start, planOrdinal: Self.noPlan, tokenCount: 0, journalSequence: 1)
    }

    /// Whether each part is at most that of `bound`, or of an earlier life.
    package func isWithin(_ bound: HighWater) -> Bool {
        guard life == bound.life else { return life < bound.life }
        return instant <= bound.instant && planOrdinal <= bound.planOrdinal && tokenCount <= bound.tokenCount
            && journalSequence <= bound.journalSequence
    }

    /// Each part's larger value; of two lives the later one's mark.
    package func union(_ other: HighWater) -> HighWater {
        guard life == other.life else { return life > other.life ? self : other }
        return HighWater(
            instant: max(instant, other.instant),
            planOrdinal: max(planOrdinal, other.planOrdinal),
            tokenCount: max(tokenCount, other.tokenCount),
            journalSequence: max(journalSequence, other.journalSequence),
            life: life
        )
    }
}
