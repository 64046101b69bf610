import SimulationKernel

/// The effects of rules on which rows exist.
extension RowRun {
    /// Removes rows that a rule makes late and that have not arrived yet.
    func withoutLateRows(_ base: [Stretch], now: SimulatedInstant) -> [Stretch] {
        var stretches = base
        for fault in meter.faults {
            guard case .late(let after) = fault.effect.presence else { continue }
            let notYet = now - after + .milliseconds(1)
            let range = indices(from: max(notYet, fault.when.from ?? notYet), until: fault.when.until)
            stretches = stretches.flatMap { $0.split(by: range) { fault.removing($0, of: meter.devAddr) } }
        }
        return stretches
    }

    /// Removes rows that a rule makes missing, and repeats those that it repeats.
    func withRowFaults(_ base: [Stretch]) -> [Stretch] {
        var stretches = base
        for fault in meter.faults {
            let range = indices(from: fault.when.from, until: fault.when.until)
            if let single, fault.effect.lacks(single) {
                stretches = stretches.flatMap { $0.split(by: range) { fault.removing($0, of: meter.devAddr) } }
            }
            switch fault.effect.presence {
            case .untouched, .late: continue
            case .missing(let share):
                let drawn = share * (fault.when.probability ?? 1)
                let mask = RowMask.missing(
                    drawn,
                    chance: fault.chance,
                    devAddr: meter.devAddr,
                    within: fault.when.recurrence
                )
                stretches = stretches.flatMap { $0.split(by: range) { $0.masked(mask) } }
            case .repeated(let times):
                let drawn = fault.drawn(of: meter.devAddr)
                stretches = stretches.flatMap { $0.split(by: range) { $0.repeated(times, drawn: drawn) } }
            }
        }
        return stretches
    }

    /// The freezes within a rule's time; a missing bound is open.
    private func indices(from: SimulatedInstant?, until: SimulatedInstant?) -> Range<Int> {
        let first = from.map { firstIndex(atOrAfter: $0) } ?? Int.min
        let end = until.map { firstIndex(atOrAfter: $0) } ?? Int.max
        return first..<max(first, end)
    }

    private func firstIndex(atOrAfter instant: SimulatedInstant) -> Int {
        grid.indices(from: instant, through: instant).lowerBound
    }
}

extension RowRun.Stretch {
    /// The most copies of a row, by all rules together.
    static let mostCopies = 64

    func split(by range: Range<Int>, _ change: (Self) -> Self?) -> [Self] {
        guard let inside = clipped(to: range) else { return [self] }
        let before = clipped(to: Int.min..<range.lowerBound)
        let after = clipped(to: range.upperBound..<Int.max)
        return [before, change(inside), after].compactMap { $0 }
    }

    fileprivate func masked(_ mask: RowMask) -> Self {
        var stretch = self
        stretch.masks.append(mask)
        return stretch
    }

    /// `drawn` are the rows that are repeated; nil: all.
    fileprivate func repeated(_ times: Int, drawn: RowMask?) -> Self {
        var stretch = self
        if let drawn {
            stretch.repeats.append(RowRun.Repeat(rows: drawn, times: times))
        } else {
            stretch.copies = min(Self.mostCopies, stretch.copies * times)
        }
        return stretch
    }
}

extension RowFault {
    /// The stretch without the rows on which the rule acts; nil if that is all of them.
    fileprivate func removing(_ stretch: RowRun.Stretch, of devAddr: String) -> RowRun.Stretch? {
        drawn(of: devAddr).map { stretch.masked($0.inverted) }
    }
}
