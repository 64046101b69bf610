package import SimulationKernel

/// When a meter had supply, and when its registers restarted; empty for nearly every meter.
package struct SupplyRecord: Hashable, Codable, Sendable {
    /// The registers' values at an instant from which they count on, as after a replacement under the same number.
    struct Restart: Hashable, Codable, Sendable {
        var instant: SimulatedInstant
        var registers: Registers
    }

    /// The import register shows zero at the instant, and counts up to its largest reading before it.
    struct Rollover: Hashable, Codable, Sendable {
        var instant: SimulatedInstant
        /// Whole kWh digits of the display.
        var digits: Int
    }

    /// From the instant on, all energy counts `factor` times.
    struct RatioError: Hashable, Codable, Sendable {
        var instant: SimulatedInstant
        var factor: Double
    }

    /// When the breaker is open: no current, but voltage.
    private var breakerOpen = Interruptions()
    /// When there is neither current nor voltage.
    private var outages = Interruptions()
    /// The union of both, when no energy counts.
    private(set) var withoutEnergy = Interruptions()
    /// Ascending by instant.
    private(set) var restarts: [Restart] = []
    /// Ascending by instant, one at an instant.
    private(set) var rollovers: [Rollover] = []
    /// Ascending by instant; each holds until the next.
    private(set) var ratioErrors: [RatioError] = []

    package init() {}

    var isEmpty: Bool {
        breakerOpen.isEmpty && outages.isEmpty && restarts.isEmpty && rollovers.isEmpty && ratioErrors.isEmpty
    }

    package mutating func openBreaker(at instant: SimulatedInstant) {
        guard !breakerOpen.contains(instant) else { return }
        breakerOpen.insert(from: instant, until: nil)
        unite()
    }

    package mutating func closeBreaker(at instant: SimulatedInstant) {
        breakerOpen.end(at: instant)
        unite()
    }

    /// Adds an outage whose end is known; without effect if `until` is not after `from`.
    package mutating func addOutage(from start: SimulatedInstant, until end: SimulatedInstant) {
        outages.insert(from: start, until: end)
        unite()
    }

    /// The registers show `registers` at the instant and count on from there; the month's maxima start again.
    package mutating func restartRegisters(at instant: SimulatedInstant, with registers: Registers = .zero) {
        let place = restarts.firstIndex { $0.instant > instant } ?? restarts.endIndex
        restarts.insert(Restart(instant: instant, registers: registers), at: place)
    }

    /// Makes the import register go from its largest reading to zero at the instant, and shifts its readings to fit.
    ///
    /// Another one at the same instant takes its place. How those at other instants go together: ``DisplayPhases``.
    package mutating func rollOver(at instant: SimulatedInstant, digits: Int) {
        precondition(digits > 0 && digits <= 12, "a display has 1 to 12 digits")
        rollovers.removeAll { $0.instant == instant }
        let place = rollovers.firstIndex { $0.instant > instant } ?? rollovers.endIndex
        rollovers.insert(Rollover(instant: instant, digits: digits), at: place)
    }

    /// Installs a current transformer with the wrong ratio: energy, power and current are `factor` times the true values.
    package mutating func setRatioError(at instant: SimulatedInstant, factor: Double) {
        let place = ratioErrors.firstIndex { $0.instant > instant } ?? ratioErrors.endIndex
        ratioErrors.insert(RatioError(instant: instant, factor: factor), at: place)
    }

    package func isBreakerOpen(at instant: SimulatedInstant) -> Bool {
        breakerOpen.contains(instant)
    }

    package func isOut(at instant: SimulatedInstant) -> Bool {
        outages.contains(instant)
    }

    /// Whether there is no voltage at any time from `start` to `end`.
    func isOut(from start: SimulatedInstant, until end: SimulatedInstant) -> Bool {
        outages.covers(from: start, until: end)
    }

    func lastRestart(by instant: SimulatedInstant) -> Restart? {
        restarts.last { $0.instant <= instant }
    }

    private mutating func unite() {
        withoutEnergy = breakerOpen
        for span in outages.spans { withoutEnergy.insert(from: span.start, until: span.end) }
    }
}
