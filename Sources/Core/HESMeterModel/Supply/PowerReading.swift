/// All electrical values of a meter at one instant, each derived from the printed values of others.
///
/// Because apparent power comes from the printed powers, and factor and current from the printed apparent power, the
/// relations between them hold in what a client sees: S = √(P² + Q²), S = U · I and pf = P / S to the last digit.
package struct PowerReading: Hashable, Sendable {
    /// 0.1 V.
    package var voltage: PhaseValues
    /// W; negative if more is fed in than taken.
    package var activePower: PhaseValues
    /// var.
    package var reactivePower: PhaseValues

    package static let dead = Self(voltage: .zero, activePower: .zero, reactivePower: .zero)

    package func activePower(_ phase: Phase?) -> Int64 {
        phase.map { activePower[$0] } ?? activePower.total
    }

    package func reactivePower(_ phase: Phase?) -> Int64 {
        phase.map { reactivePower[$0] } ?? reactivePower.total
    }

    /// In VA; the total is that of the total powers, not the sum over the phases.
    package func apparentPower(_ phase: Phase?) -> Int64 {
        let (active, reactive) = (Double(activePower(phase)), Double(reactivePower(phase)))
        return Int64((active * active + reactive * reactive).squareRoot().rounded())
    }

    /// Thousandths, with the sign of the active power; 1000 without load.
    package func powerFactor(_ phase: Phase?) -> Int64 {
        let apparent = apparentPower(phase)
        guard apparent > 0 else { return 1000 }
        return Int64((1000 * Double(activePower(phase)) / Double(apparent)).rounded())
    }

    /// mA.
    package func current(_ phase: Phase) -> Int64 {
        guard voltage[phase] > 0 else { return 0 }
        return Int64((10_000 * Double(apparentPower(phase)) / Double(voltage[phase])).rounded())
    }
}
