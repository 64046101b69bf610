import Glibc

/// Prints the processor time of work in this process, which other work on the machine disturbs least.
struct Measurement {
    /// Only figures whose names hold this text are measured; empty means all.
    let wanted: String

    /// Prints how many `unit` a second of processor time `work` does: the best of three runs.
    ///
    /// `work` returns a check sum, which keeps the optimiser from leaving it out.
    func rate(_ name: String, count: Int, unit: String, _ work: () -> Int64) {
        guard isWanted(name) else { return }
        let (seconds, checkSum) = best(work)
        print("\(name): \(Int(Double(count) / seconds)) \(unit) per second (check \(checkSum))")
    }

    /// Prints the microseconds of one of the `count` calls that `work` makes.
    func cost(_ name: String, count: Int, _ work: () -> Int64) {
        guard isWanted(name) else { return }
        let (seconds, checkSum) = best(work)
        print("\(name): \(rounded(seconds * 1e6 / Double(count))) µs of CPU (check \(checkSum))")
    }

    /// Prints the time of `work` divided by that of `peer`, each the best of seven runs in turn.
    func ratio(_ name: String, most: Double, _ work: () -> Int64, to peer: () -> Int64) {
        guard isWanted(name) else { return }
        var (mine, its) = (Double.infinity, Double.infinity)
        for _ in 0..<Self.ratioRounds {
            its = min(its, timed(peer).seconds)
            mine = min(mine, timed(work).seconds)
        }
        print("\(name): \(rounded(mine / its)) (goal ≤ \(most))")
    }

    func isWanted(_ name: String) -> Bool { wanted.isEmpty || name.contains(wanted) }

    private func best(_ work: () -> Int64) -> (seconds: Double, checkSum: Int64) {
        let runs = (0..<Self.rounds).map { _ in timed(work) }
        return (runs.map(\.seconds).min() ?? 0, runs[0].checkSum)
    }

    private func timed(_ work: () -> Int64) -> (seconds: Double, checkSum: Int64) {
        let start = clock()
        let checkSum = work()
        return (Double(max(1, clock() - start)) / Self.clocksPerSecond, checkSum)
    }

    /// Two decimal places.
    private func rounded(_ number: Double) -> Double { (number * 100).rounded() / 100 }

    /// The value of `CLOCKS_PER_SEC` on every POSIX system.
    private static let clocksPerSecond = 1e6
    private static let rounds = 3
    private static let ratioRounds = 7
}
