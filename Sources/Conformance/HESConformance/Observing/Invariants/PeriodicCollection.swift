import HESContract
import JSON
import SimulationKernel

extension Invariant {
    static let periodicCollection = Invariant(
        id: "OBS-21",
        level: .should,
        basis: .stated,
        obligation: "O26",
        clause: "§2",
        title: "Data are collected again and again",
        expected: "within two days or more of simulated time, reads or history on more than one day",
        allowed: ["any period", "any time of day"],
        hint: "§2 describes collecting as periodic: look at what starts it.",
        judge: { traffic in
            let calls = traffic.calls(.readFrozen, .readSingle, .historyFrozen, .historySingle)
            guard let first = calls.first, let last = calls.last else { return .of([], among: [], things: "reads") }
            let begin = traffic.events.first?.milliseconds ?? 0
            let span = (traffic.events.last?.milliseconds ?? 0) - begin
            guard span >= 2 * CivilTime.millisecondsPerDay else {
                return .notReached("less than two days of simulated time were observed")
            }
            let collected = traffic.milliseconds(last.seq) - traffic.milliseconds(first.seq)
            let isOnce = collected < CivilTime.millisecondsPerDay / 2
            let what = "all \(calls.count) reads within \(collected / 60_000) minutes of \(span / 3_600_000) hours"
            let breaches = isOnce ? [Breach(what, from: first.seq, to: last.seq)] : []
            return .of(breaches, among: calls.map(\.seq), things: "reads")
        }
    )
}
