import Foundation
package import SimulationKernel

/// The clock of the machine.
package enum WallClock {
    package static var now: SimulatedInstant {
        SimulatedInstant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
    }
}
