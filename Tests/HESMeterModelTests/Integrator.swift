import SimulationKernel

/// The independent reference: adds up the power of every minute, and knows nothing of registers, trees or blocks.
struct Integrator {
    /// W minutes taken and fed in.
    private(set) var taken: Int64 = 0
    private(set) var fedIn: Int64 = 0
    /// The largest mean of fifteen minutes, W.
    private(set) var maximumDemand = 0.0

    /// `start` is on a quarter hour; `power` is in W at an instant.
    init(from start: SimulatedInstant, quarters: Int64, power: (SimulatedInstant) -> Int64) {
        for quarter in 0..<quarters {
            var block: Int64 = 0
            for minute in 0..<15 {
                let watts = power(start + .minutes(15 * quarter + Int64(minute)))
                block += max(watts, 0)
                fedIn += max(-watts, 0)
            }
            taken += block
            maximumDemand = max(maximumDemand, Double(block) / 15)
        }
    }

    var takenWattHours: Double { Double(taken) / 60 }
    var fedInWattHours: Double { Double(fedIn) / 60 }
}
