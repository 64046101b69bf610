package import SimulationKernel

/// When a meter had supply, and when its registers restarted; empty for nearly every meter.
package struct SupplyRecord: Hashable, Sendable {
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

    private struct Events: Hashable, Codable, Sendable {
        /// When the breaker is open: no current, but voltage.
        var breakerOpen = Interruptions()
        /// When there is neither current nor voltage.
        var outages = Interruptions()
        /// The union of both, when no energy counts.
        var withoutEnergy = Interruptions()
        /// Ascending by instant.
        var restarts: [Restart] = []
        /// Ascending by instant, one at an instant.
        var rollovers: [Rollover] = []
        /// Ascending by instant; each holds until the next.
        var ratioErrors: [RatioError] = []

        var isEmpty: Bool {
            breakerOpen.isEmpty && outages.isEmpty && restarts.isEmpty && rollovers.isEmpty && ratioErrors.isEmpty
        }
    }

    /// In a box, because meters are copied everywhere, and a copy would retain each of the lists.
    private indirect enum Storage: Hashable, Sendable {
        case empty
        case events(Events)
    }

    private var storage = Storage.empty

    package init() {}

    private var events: Events {
        get { if case .events(let events) = storage { events } else { Events() } }
        set { storage = newValue.isEmpty ? .empty : .events(newValue) }
    }

    var isEmpty: Bool { if case .empty = storage { true } else { false } }
    var withoutEnergy: Interruptions { events.withoutEnergy }
    var restarts: [Restart] { events.restarts }
    var rollovers: [Rollover] { events.rollovers }
    var ratioErrors: [RatioError] { events.ratioErrors }

    package mutating func openBreaker(at instant: SimulatedInstant) {
        guard !events.breakerOpen.contains(instant) else { return }
        events.breakerOpen.insert(from: instant, until: nil)
        unite()
    }

    package mutating func closeBreaker(at instant: SimulatedInstant) {
        events.breakerOpen.end(at: instant)
        unite()
    }

    /// Adds an outage whose end is known; without effect if `until` is not after `from`.
    package mutating func addOutage(from start: SimulatedInstant, until end: SimulatedInstant) {
        events.outages.insert(from: start, until: end)
        unite()
    }

    /// The registers show `registers` at the instant and count on from there; the month's maxima start again.
    package mutating func restartRegisters(at instant: SimulatedInstant, with registers: Registers = .zero) {
        let place = events.restarts.firstIndex { $0.instant > instant } ?? events.restarts.endIndex
        events.restarts.insert(Restart(instant: instant, registers: registers), at: place)
    }

    /// Makes the import register go from its largest reading to zero at the instant, and shifts its readings to fit.
    ///
    /// Another one at the same instant takes its place. How those at other instants go together: ``DisplayPhases``.
    package mutating func rollOver(at instant: SimulatedInstant, digits: Int) {
        precondition(digits > 0 && digits <= 12, "a display has 1 to 12 digits")
        events.rollovers.removeAll { $0.instant == instant }
        let place = events.rollovers.firstIndex { $0.instant > instant } ?? events.rollovers.endIndex
        events.rollovers.insert(Rollover(instant: instant, digits: digits), at: place)
    }

    /// Installs a current transformer with the wrong ratio: energy, power and current are `factor` times the true values.
    package mutating func setRatioError(at instant: SimulatedInstant, factor: Double) {
        let place = events.ratioErrors.firstIndex { $0.instant > instant } ?? events.ratioErrors.endIndex
        events.ratioErrors.insert(RatioError(instant: instant, factor: factor), at: place)
    }

    package func isBreakerOpen(at instant: SimulatedInstant) -> Bool {
        events.breakerOpen.contains(instant)
    }

    package func isOut(at instant: SimulatedInstant) -> Bool {
        events.outages.contains(instant)
    }

    /// Whether there is no voltage at any time from `start` to `end`.
    func isOut(from start: SimulatedInstant, until end: SimulatedInstant) -> Bool {
        events.outages.covers(from: start, until: end)
    }

    func lastRestart(by instant: SimulatedInstant) -> Restart? {
        events.restarts.last { $0.instant <= instant }
    }

    private mutating func unite() {
        var withoutEnergy = events.breakerOpen
        for span in events.outages.spans { withoutEnergy.insert(from: span.start, until: span.end) }
        events.withoutEnergy = withoutEnergy
    }
}

extension SupplyRecord: Codable {
    package init(from decoder: any Decoder) throws {
        events = try Events(from: decoder)
    }

    package func encode(to encoder: any Encoder) throws {
        try events.encode(to: encoder)
    }
}
