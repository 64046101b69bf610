import HESMeterModel

extension Invariant {
    func phaseSums(_ answer: (Quantity) -> Int64) -> [String] {
        let active = Phase.allCases.reduce(0) { $0 + answer(.activePower($1)) }
        let reactive = Phase.allCases.reduce(0) { $0 + answer(.reactivePower($1)) }
        return difference("active power of phases", active, answer(.activePower(nil)))
            + difference("reactive power of phases", reactive, answer(.reactivePower(nil)))
    }

    func apparentPower(_ answer: (Quantity) -> Int64, _ phases: [Phase?]) -> [String] {
        phases.flatMap { phase in
            let (active, reactive) = (Double(answer(.activePower(phase))), Double(answer(.reactivePower(phase))))
            let expected = (active * active + reactive * reactive).squareRoot()
            return difference("apparent power", Double(answer(.apparentPower(phase))), expected, within: 0.5001)
        }
    }

    func powerFactors(_ answer: (Quantity) -> Int64) -> [String] {
        (Phase.allCases + [nil]).flatMap { phase in
            let (active, apparent) = (Double(answer(.activePower(phase))), Double(answer(.apparentPower(phase))))
            let expected = apparent == 0 ? 1000 : 1000 * active / apparent
            let factor = Double(answer(.powerFactor(phase)))
            return difference("power factor", factor, expected, within: 0.5001)
                + (abs(factor) <= 1000 ? [] : ["power factor \(factor) above 1"])
        }
    }

    func currents(_ answer: (Quantity) -> Int64) -> [String] {
        Phase.allCases.flatMap { phase in
            let product = Double(answer(.voltage(phase))) * Double(answer(.current(phase))) / 10_000
            return difference("voltage × current", product, Double(answer(.apparentPower(phase))), within: 0.5001)
        }
    }
}
