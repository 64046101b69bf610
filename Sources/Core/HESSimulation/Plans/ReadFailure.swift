/// Why a meter did not answer a plan.
package enum ReadFailure: String, CaseIterable, Codable, Sendable {
    case unknownMeter, notInstalled, withoutSupply, inNoArchive, disabled, silent, timedOut, pastDeadline,
        breakerRefused,
        answerLost, absentPhase, missedPass

    /// One sentence for a person.
    package var sentence: String {
        switch self {
        case .unknownMeter: "the tenant has no such meter"
        case .notInstalled: "the meter is not installed"
        case .withoutSupply: "the meter or its DCU is without supply"
        case .inNoArchive: "the meter is in no DCU's archive"
        case .disabled: "the meter is disabled in its DCU's archive"
        case .silent: "a rule kept the meter from answering"
        case .timedOut: "the meter did not answer within the time-out"
        case .pastDeadline: "the plan's time was over before the meter had answered"
        case .breakerRefused: "a rule made the breaker refuse"
        case .absentPhase: "the meter has no such phase"
        case .missedPass: "the link did not reach the meter at the first attempt of the hour"
        case .answerLost: "the breaker moved, and a rule swallowed its answer"
        }
    }
}
