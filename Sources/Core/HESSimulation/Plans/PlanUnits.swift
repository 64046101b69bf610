import HESContract
import SimulationKernel

/// The meters of a plan in units, each of which is pushed when all its meters have answered or failed.
struct PlanUnits: Codable, Sendable {
    /// The unit of each meter, by the meter's position.
    private let units: [Int]
    /// Positions by unit, and where those of each unit begin; one more at the end.
    private let positions: [Int]
    private let firsts: [Int]
    /// Meters of each unit that have neither answered nor failed.
    private var pending: [Int]
    /// When the last meter of each unit answered or failed.
    private var doneAt: [SimulatedInstant]
    /// Units whose push is not decided yet.
    private(set) var undecidedCount: Int
    /// Whether a message of any unit has been queued.
    private(set) var hasMessages = false
    /// Why a message is lost; the first reason.
    private(set) var loss: String?

    /// - Parameters:
    ///   - keys: what the unit of each meter is known by, in the order of positions; not empty.
    ///   - instant: the plan's acceptance.
    init(by keys: [Int], at instant: SimulatedInstant) {
        var numbers: [Int: Int] = [:]
        var units: [Int] = []
        for key in keys {
            let unit = numbers[key] ?? numbers.count
            numbers[key] = unit
            units.append(unit)
        }
        var sizes = Array(repeating: 0, count: numbers.count)
        for unit in units { sizes[unit] += 1 }
        firsts = sizes.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
        positions = units.indices.sorted { (units[$0], $0) < (units[$1], $1) }
        doneAt = Array(repeating: instant, count: sizes.count)
        undecidedCount = sizes.count
        (self.units, pending) = (units, sizes)
    }

    var count: Int { pending.count }

    func positions(of unit: Int) -> ArraySlice<Int> { positions[firsts[unit]..<firsts[unit + 1]] }

    func doneAt(_ unit: Int) -> SimulatedInstant { doneAt[unit] }

    /// When the unit of the meter at `position` was done.
    func doneAt(meterAt position: Int) -> SimulatedInstant { doneAt[units[position]] }

    /// A meter answered or failed.
    ///
    /// - Returns: its unit, if that is done now.
    mutating func end(meterAt position: Int, at instant: SimulatedInstant) -> Int? {
        let unit = units[position]
        precondition(pending[unit] > 0, "a unit has no more answers than meters")
        pending[unit] -= 1
        doneAt[unit] = instant
        return pending[unit] == 0 ? unit : nil
    }

    /// The push of a unit is decided.
    mutating func decide(hasMessages: Bool, loss: String?) {
        precondition(undecidedCount > 0, "each unit is pushed once")
        undecidedCount -= 1
        self.hasMessages = self.hasMessages || hasMessages
        if let loss { note(loss: loss) }
    }

    mutating func note(loss: String) { self.loss = self.loss ?? loss }
}
