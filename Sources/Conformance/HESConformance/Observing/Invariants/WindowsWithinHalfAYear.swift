import HESContract
import JSON
import SimulationKernel

extension Invariant {
    static let windowSpan = Invariant(
        id: "OBS-09",
        level: .must,
        basis: .stated,
        obligation: "O8",
        clause: "§3.4.1",
        title: "No window of history is longer than half a year",
        expected: "windows of historyFrozen and historySingle of at most 184 days",
        allowed: ["shorter windows", "windows that overlap"],
        hint: "§3.4.1: start and end lie within half a year; a longer range needs several calls.",
        judge: each(
            { $0.calls(.historyFrozen, .historySingle).filter { $0.window != nil } },
            things: "calls with a window of history"
        ) { request in
            guard let window = request.window else { return nil }
            let days = (window.end.millisecondsOnWall - window.start.millisecondsOnWall) / CivilTime.millisecondsPerDay
            let isWithin =
                window.end.millisecondsOnWall - window.start.millisecondsOnWall
                <= 184 * CivilTime.millisecondsPerDay
            return isWithin ? nil : "\(window.start) to \(window.end), \(days) days"
        }
    )
}
