import HESContract
import HESSimulation
import JSON

/// An event that is to happen at once in a running world.
struct RunningEvent {
    private let placed: PlacedEvent

    init(_ placed: PlacedEvent) {
        self.placed = placed
    }

    /// The event, after a complaint at its place if it cannot happen in this plant.
    func checked(in plant: MeterPlant) -> FieldEvent {
        switch placed.event.kind {
        case .registerRollover:
            placed.place.complain(
                expected: "an event that can happen while the world runs",
                found: "registerRollover",
                hint: "a register counts up to its rollover from the world's start: give it in the scenario"
            )
        case .meterReplaced(let devAddr, .byMeter(let number)):
            requireMeter(devAddr, in: plant)
            guard plant.meter(number) != nil else { break }
            complain(expected: "a number that no meter has", found: number, at: placed.place.member("by"))
        case .meterInstalled(let devAddr, let dcuNo):
            requireMeter(devAddr, in: plant)
            if let dcuNo { requireDCU(dcuNo, in: plant) }
        case .outage(.dcu(let dcuNo), _): requireDCU(dcuNo, in: plant)
        case .meterReplaced(let devAddr, .sameNumber), .meterRemoved(let devAddr), .valueCorrected(let devAddr, _),
            .breakerButton(let devAddr), .breakerMoved(let devAddr, _), .outage(.meter(let devAddr), _),
            .ctRatioWrong(let devAddr, _):
            requireMeter(devAddr, in: plant)
        }
        return placed.event
    }

    private func requireMeter(_ devAddr: String, in plant: MeterPlant) {
        guard plant.meter(devAddr) == nil else { return }
        let place = placed.place.member("meter") ?? placed.place.member("devAddr")
        complain(expected: "a meter of the world", found: devAddr, at: place)
    }

    private func requireDCU(_ dcuNo: String, in plant: MeterPlant) {
        guard plant.dcu(dcuNo) == nil else { return }
        let names = plant.dcus.map(\.dcuNo)
        let hint = Suggestion.hint(for: dcuNo, among: names)
        (placed.place.member("dcu") ?? placed.place).complain(
            expected: "a DCU of the world",
            found: "\"\(dcuNo)\"",
            hint: hint
        )
    }

    private func complain(expected: String, found: String, at place: Place?) {
        (place ?? placed.place).complain(expected: expected, found: "\"\(found)\"")
    }
}
