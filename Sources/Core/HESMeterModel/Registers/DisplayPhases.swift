import SimulationKernel

/// How the import register's display runs from instant to instant: what it shows is what was counted, shifted to fit the
/// rollovers and restarts of the meter.
///
/// Before a rollover the display counts up to its largest reading, and at it shows zero. From a rollover to the next one the
/// meter hardly ever uses just what fills the register, so the display is set forward once, halfway: on each side of that
/// it counts what the meter uses. From a restart to a rollover it is the same.
struct DisplayPhases: Sendable {
    /// From the instant on the display shows `start` plus what was counted since the count was `origin`.
    private struct Phase: Sendable {
        let from: SimulatedInstant
        let start: Int64
        /// Wh.
        let origin: Int64
        /// Wh at which the display returns to zero; nil for a register that is never seen to.
        let size: Int64?

        func shown(_ counted: Int64) -> Int64 {
            let value = start + counted - origin
            guard let size else { return value }
            return value % size + (value % size < 0 ? size : 0)
        }
    }

    /// Where the display is known: at a restart or a rollover.
    private struct Anchor {
        let instant: SimulatedInstant
        let value: Int64
        /// Nil for a restart.
        let size: Int64?
    }

    /// Ascending by instant.
    private var phases: [Phase] = []

    init(_ supply: SupplyRecord, counted: (SimulatedInstant) -> Int64) {
        guard let first = supply.rollovers.first else { return }
        phases.append(Self.phase(from: SimulatedInstant(milliseconds: .min), upTo: first, counted: counted))
        let anchors = Self.anchors(supply)
        for (index, anchor) in anchors.enumerated() {
            let next = supply.rollovers.first { $0.instant > anchor.instant }
            let own = Phase(
                from: anchor.instant,
                start: anchor.value,
                origin: counted(anchor.instant),
                size: anchor.size ?? next?.size
            )
            phases.append(own)
            guard let next else { continue }
            let later = Self.phase(from: anchor.instant, upTo: next, counted: counted)
            let change = Self.change(from: own, to: later, between: anchor.instant, and: next.instant, counted: counted)
            // A restart before the change begins anew.
            guard index + 1 == anchors.count || change < anchors[index + 1].instant else { continue }
            phases.append(Phase(from: change, start: later.start, origin: later.origin, size: later.size))
        }
    }

    /// - Parameters:
    ///   - counted: the import register's count at the instant, Wh.
    ///   - instant: of the reading.
    /// - Returns: Wh; nil if no rollover has to do with the reading.
    func shown(_ counted: Int64, at instant: SimulatedInstant) -> Int64? {
        phases.last { $0.from <= instant }?.shown(counted)
    }

    private static func anchors(_ supply: SupplyRecord) -> [Anchor] {
        let rollovers = supply.rollovers.map { Anchor(instant: $0.instant, value: 0, size: $0.size) }
        let restarts = supply.restarts.map {
            Anchor(instant: $0.instant, value: $0.registers.activeImport, size: nil)
        }
        // A rollover first, where both are at one instant.
        return (rollovers + restarts).enumerated()
            .sorted { ($0.element.instant, $0.offset) < ($1.element.instant, $1.offset) }.map(\.element)
    }

    private static func phase(
        from instant: SimulatedInstant,
        upTo rollover: SupplyRecord.Rollover,
        counted: (SimulatedInstant) -> Int64
    ) -> Phase {
        Phase(from: instant, start: 0, origin: counted(rollover.instant), size: rollover.size)
    }

    /// When the display is set forward: halfway, or earlier where it would go back then because it has filled in between.
    private static func change(
        from own: Phase,
        to later: Phase,
        between start: SimulatedInstant,
        and end: SimulatedInstant,
        counted: (SimulatedInstant) -> Int64
    ) -> SimulatedInstant {
        let halfway = start + .milliseconds((end - start).milliseconds / 2)
        var (candidate, halvings) = (halfway, 0)
        while halvings < 40 {
            let count = counted(candidate)
            if own.shown(count) <= later.shown(count) { return candidate }
            candidate = start + .milliseconds((candidate - start).milliseconds / 2)
            halvings += 1
        }
        return halfway
    }
}

extension SupplyRecord.Rollover {
    /// Wh at which the display returns to zero.
    fileprivate var size: Int64 { SupplyRecord.displaySize(digits: digits) }
}
