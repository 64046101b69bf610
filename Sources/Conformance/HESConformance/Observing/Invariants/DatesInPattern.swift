import HESContract
import JSON
import SimulationKernel

extension Invariant {
    static let datePattern = Invariant(
        id: "OBS-06",
        level: .must,
        basis: .stated,
        obligation: "O6",
        clause: "§3.2.1",
        title: "start and end are YYYY-MM-DD HH:mm:ss",
        expected: "start and end as YYYY-MM-DD HH:mm:ss",
        allowed: ["any window"],
        hint: "Dates have a blank between day and time, no T, no Z, no offset, and mean the HES's own zone.",
        judge: each(
            { $0.calls.filter { $0.field("start") != nil || $0.field("end") != nil } },
            things: "calls with a window"
        ) { request in
            for name in ["start", "end"] {
                guard let value = request.field(name) else { continue }
                guard let text = value.string, CivilTime(parsing: text) != nil else {
                    return "'\(name)' is \(value.excerpt)"
                }
            }
            return nil
        }
    )
}
