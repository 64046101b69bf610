package import SimulationKernel

extension HeadEnd {
    /// What has been given, as of `instant` or `now` if that is later.
    package func highWater(at instant: SimulatedInstant) -> HighWater {
        HighWater(
            instant: max(now, instant),
            planOrdinal: plans.lastOrdinal,
            tokenCount: tokens.issued,
            journalSequence: Int64(journal.nextSequence),
            life: life
        )
    }

    /// A mark beyond everything that is given until `span` after `instant`, or until a block of names is used up: 100 000
    /// plans, 1000 tokens, 100 000 journal entries.
    package func highWater(at instant: SimulatedInstant, ahead span: SimulatedDuration) -> HighWater {
        var mark = highWater(at: instant)
        mark.instant = max(mark.instant, min(mark.instant + span, .last))
        let atTheEnd = configuration.zone.civilTime(at: mark.instant).millisecondsOnWall * 1000
        mark.planOrdinal = max(mark.planOrdinal, atTheEnd) + 100_000
        mark.tokenCount += 1000
        mark.journalSequence += 100_000
        return mark
    }

    /// Gives plan ids, tokens and journal numbers beyond `mark` alone; the clock is the caller's.
    package mutating func resume(beyond mark: HighWater) {
        plans.skip(to: mark.planOrdinal)
        tokens.skip(to: mark.tokenCount)
        timeline.skipJournal(to: mark.journalSequence)
        life = max(life, mark.life)
    }
}
