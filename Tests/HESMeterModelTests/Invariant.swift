import HESMeterModel
import SimulationKernel

/// The invariants I1–I15 of every reading, each a check of its own.
enum Invariant: Int, CaseIterable, CustomStringConvertible, Sendable {
    case totalsAreSumsOfPhases = 1
    case apparentPowerOfPhases
    case apparentPowerOfTotal
    case powerFactorIsActiveOverApparent
    case apparentPowerIsVoltageTimesCurrent
    case registersIntegratePower
    case registersNeverFall
    case maximumIsLargestBlock
    case totalMaximumIsLargestTariff
    case openBreakerStopsEverythingButVoltage
    case allRowsOfAnInstantAgree
    case sameQuestionSameAnswer
    case realTimeEqualsHistory
    case readIsNotBelowLastFrozen
    case intervalsSumToDay

    var description: String { "I\(rawValue)" }

    /// What is wrong, in words; empty where the invariant holds.
    func violations(_ witness: Witness, _ subject: Case) -> [String] {
        switch self {
        case .totalsAreSumsOfPhases: witness.views(subject).flatMap(phaseSums)
        case .apparentPowerOfPhases: witness.views(subject).flatMap { apparentPower($0, Phase.allCases) }
        case .apparentPowerOfTotal: witness.views(subject).flatMap { apparentPower($0, [nil]) }
        case .powerFactorIsActiveOverApparent: witness.views(subject).flatMap(powerFactors)
        case .apparentPowerIsVoltageTimesCurrent: witness.views(subject).flatMap(currents)
        case .registersIntegratePower: integrals(witness, subject)
        case .registersNeverFall: falls(witness, subject)
        case .maximumIsLargestBlock: largestBlocks(witness, subject)
        case .totalMaximumIsLargestTariff: tariffMaxima(witness, subject)
        case .openBreakerStopsEverythingButVoltage: openBreaker(witness, subject)
        case .allRowsOfAnInstantAgree: rows(witness, subject)
        case .sameQuestionSameAnswer: repetitions(witness, subject)
        case .realTimeEqualsHistory: history(witness, subject)
        case .readIsNotBelowLastFrozen: reads(witness, subject)
        case .intervalsSumToDay: days(witness, subject)
        }
    }
}

/// A sentence where the two differ by more than allowed.
func difference(_ what: String, _ left: Double, _ right: Double, within tolerance: Double) -> [String] {
    abs(left - right) <= tolerance ? [] : ["\(what): \(left) is not \(right) ± \(tolerance)"]
}

func difference(_ what: String, _ left: Int64, _ right: Int64) -> [String] {
    left == right ? [] : ["\(what): \(left) is not \(right)"]
}
