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

extension PlannedMeter {
    var hasAnswered: Bool {
        if case .answered = outcome { true } else { false }
    }
}
