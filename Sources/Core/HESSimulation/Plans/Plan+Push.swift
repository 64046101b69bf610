import HESContract
import SimulationKernel

extension Plan {
    /// The result of a plan whose meters have all answered or failed (rule R10).
    func push(by maker: RowMaker, in zone: WorldZone, dialect: Dialect) -> Push {
        var making = PushMaking(of: self, by: maker, in: zone, dialect: dialect)
        while !making.make(rows: .max) {}
        return making.push
    }
}

extension Plan {
    /// The stamp of all readings of §3.3; nil if each has the instant of its read.
    func readingStamp(in dialect: Dialect) -> SimulatedInstant? {
        switch dialect.instantStamp {
        case .meter: nil
        case .task: readUntil
        case .start: acceptedAt
        }
    }
}

extension PlannedMeter {
    var hasAnswered: Bool {
        if case .answered = outcome { true } else { false }
    }
}
