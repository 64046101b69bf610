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
            stretches = stretches.flatMap { $0.split(by: range) { _ in nil } }
        }
        return stretches
    }

    /// Removes rows that a rule makes missing, and repeats those that it repeats.
    func withRowFaults(_ base: [Stretch]) -> [Stretch] {
        var stretches = base
        for fault in meter.faults {
            let range = indices(from: fault.when.from, until: fault.when.until)
            if let single, fault.effect.lacks(single) {
                stretches = stretches.flatMap { $0.split(by: range) { _ in nil } }
            }
            switch fault.effect.presence {
            case .untouched, .late: continue
            case .missing(let share):
                let mask = RowMask.missing(share, chance: fault.chance, devAddr: meter.devAddr)
                stretches = stretches.flatMap { $0.split(by: range) { $0.masked(mask) } }
            case .repeated(let times):
                stretches = stretches.flatMap { $0.split(by: range) { $0.repeated(times) } }
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
        grid.indices(from: instant, through: instant, in: zone).lowerBound
    }
}

extension RowRun.Stretch {
    /// The most copies of a row, by all rules together.
    private static let mostCopies = 64

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

    fileprivate func repeated(_ times: Int) -> Self {
        var stretch = self
        stretch.copies = min(Self.mostCopies, stretch.copies * times)
        return stretch
    }
}
