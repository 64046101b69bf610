import HESContract
import SimulationKernel

/// The stamps under which the rows of a meter's freezes are shown: the freeze, or the beginning of what it closes.
struct RowLabels: Sendable {
    private enum Rule {
        case freeze
        case earlier(SimulatedDuration)
        /// The freeze before.
        case opening(FreezeGrid, WorldZone)
    }

    private let rule: Rule

    /// Those of an item's rows, in answers and pushes alike.
    init(of cgcode: Cgcode, every minutes: Int, in zone: WorldZone, _ dialect: Dialect) {
        switch FreezeGrid(cgcode, intervalMinutes: minutes) {
        case .profile:
            let isPlain = cgcode.isInstantaneous && !dialect.singleHistory.isOnGrid
            let isStart = dialect.profileStamp.isStartOfInterval && !isPlain
            rule = isStart ? .earlier(.minutes(Int64(minutes))) : .freeze
        case let grid: rule = dialect.freezeLabel.isOpening ? .opening(grid, zone) : .freeze
        }
    }

    /// Whether rows are stamped with their freezes.
    var areFreezes: Bool {
        if case .freeze = rule { true } else { false }
    }

    /// The stamp of the row of a freeze.
    func stamp(of freeze: SimulatedInstant) -> SimulatedInstant {
        switch rule {
        case .freeze: freeze
        case .earlier(let span): freeze - span
        case .opening(let grid, let zone): grid.instant(of: grid.index(atOrBefore: freeze, in: zone) - 1, in: zone)
        }
    }

    /// The place of a stamp among the freezes: before it are those whose rows have earlier stamps.
    func place(of stamp: SimulatedInstant) -> SimulatedInstant {
        switch rule {
        case .freeze: return stamp
        case .earlier(let span): return stamp + span
        case .opening(let grid, let zone):
            let index = grid.index(atOrBefore: stamp, in: zone)
            let next = grid.instant(of: index + 1, in: zone)
            // A stamp late in a long day stays before the freeze that closes a shorter one.
            let last = grid.instant(of: index + 2, in: zone) - .milliseconds(1)
            return max(next, min(next + (stamp - grid.instant(of: index, in: zone)), last))
        }
    }
}
