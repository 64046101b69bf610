import HESMeterModel
import SimulationKernel
import Testing

@Suite("Invariants")
struct InvariantTests {
    @Test("every invariant holds for random meters, seeds and instants", arguments: Invariant.allCases)
    func holds(_ invariant: Invariant) {
        for number in Case.numbers(1...UInt64(invariant == .maximumIsLargestBlock ? 25 : 150)) {
            let subject = invariant.prepared(Case(number))

            let violations = invariant.violations(Witness(subject), subject)

            #expect(violations.isEmpty, "\(invariant), \(subject); replay: \(subject.replayCommand)")
        }
    }

    @Test("every invariant's check reports a model in which it is broken", arguments: Invariant.allCases)
    func canFail(_ invariant: Invariant) {
        let broken = (1...UInt64(5)).filter { number in
            let subject = invariant.prepared(Case(number))
            return !invariant.violations(invariant.broken(Witness(subject), subject), subject).isEmpty
        }

        #expect(!broken.isEmpty, "\(invariant)")
    }
}

extension Invariant {
    /// The case with what the check needs.
    func prepared(_ subject: Case) -> Case {
        guard self == .openBreakerStopsEverythingButVoltage else { return subject }
        var subject = subject
        subject.meter.supply.openBreaker(at: subject.instant - .minutes(75))
        return subject
    }

    /// A model in which this invariant does not hold.
    func broken(_ witness: Witness, _ subject: Case) -> Witness {
        switch self {
        case .totalsAreSumsOfPhases: raised(witness, .activePower(nil), by: 2)
        case .apparentPowerOfPhases: raised(witness, .apparentPower(.a), by: 1)
        case .apparentPowerOfTotal: raised(witness, .apparentPower(nil), by: 1)
        case .powerFactorIsActiveOverApparent: raised(witness, .powerFactor(nil), by: 1)
        case .apparentPowerIsVoltageTimesCurrent: raised(witness, .current(.a), by: 10)
        case .registersIntegratePower: raised(witness, .activePower(nil), by: 4)
        case .registersNeverFall: falling(witness)
        case .maximumIsLargestBlock: raised(witness, .maximumActiveDemand(tariff: nil), by: 4)
        case .totalMaximumIsLargestTariff: raised(witness, .maximumActiveDemand(tariff: nil), by: 4)
        case .openBreakerStopsEverythingButVoltage: Witness(Case(subject.number))
        case .allRowsOfAnInstantAgree, .realTimeEqualsHistory: profileLate(witness)
        case .sameQuestionSameAnswer: forgetful(witness)
        case .readIsNotBelowLastFrozen: frozenEarly(witness)
        case .intervalsSumToDay: raised(witness, .activePower(nil), by: 1)
        }
    }

    private func raised(_ witness: Witness, _ quantity: Quantity, by amount: Int64) -> Witness {
        witness.distorted { $0 == quantity ? $2 + amount : $2 }
    }

    private func falling(_ witness: Witness) -> Witness {
        witness.distorted { $0 == .energy(.activeImport) && $1.milliseconds % 7 == 0 ? $2 - 1 : $2 }
    }

    private func profileLate(_ witness: Witness) -> Witness {
        var copy = witness
        copy.profile = { witness.profile($0, $1 + .hours(24)) }
        return copy
    }

    private func frozenEarly(_ witness: Witness) -> Witness {
        var copy = witness
        copy.frozen = { witness.frozen($0, $1 + .days(2)) }
        return copy
    }

    private func forgetful(_ witness: Witness) -> Witness {
        final class Counter { var count: Int64 = 0 }
        let asked = Counter()
        return witness.distorted {
            asked.count += 1
            return $2 + asked.count
        }
    }
}
