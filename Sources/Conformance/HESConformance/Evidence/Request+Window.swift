import HESContract
import JSON
import SimulationKernel

extension Request {
    /// `start` and `end`, inclusive; nil where one of them is not there or not of the pattern.
    var window: (start: CivilTime, end: CivilTime)? {
        guard let start = field("start")?.string.flatMap({ CivilTime(parsing: $0) }),
            let end = field("end")?.string.flatMap({ CivilTime(parsing: $0) })
        else { return nil }
        return (start, end)
    }

    func covers(_ instant: CivilTime, of meter: String) -> Bool {
        guard meters.contains(meter), let window else { return false }
        return window.start <= instant && instant <= window.end
    }
}
