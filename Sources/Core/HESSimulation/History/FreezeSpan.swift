import HESContract
import SimulationKernel

/// The freezes that a window asks for, both ends included; empty if `first` is after `last`.
///
/// A window refers to the stamps that rows show: under `profileStamp: start` those are an interval before the freeze.
struct FreezeSpan {
    let first: SimulatedInstant
    let last: SimulatedInstant

    init(_ window: Call.Window, _ grid: FreezeGrid, _ zone: WorldZone, _ dialect: Dialect) {
        let shift = grid.stampShift(dialect)
        first = zone.instant(of: window.start) - shift
        let end = zone.instant(of: window.end) - shift
        last = dialect.windowEnd.isIncluded ? end : end - .milliseconds(1)
    }
}

extension FreezeGrid {
    /// The difference from a freeze to its row's stamp.
    func stampShift(_ dialect: Dialect) -> SimulatedDuration {
        guard dialect.profileStamp.isStartOfInterval, case .profile(let minutes) = self else { return .zero }
        return .zero - .minutes(Int64(minutes))
    }
}
