/// What a probe cannot do without.
package enum Need: String, CaseIterable, Sendable {
    case dcu, secondDcu, secondMeter, slow, writesArchive, writesRelay
    /// Daily rows in history, whose stamps later questions are about.
    case daily
    /// A result of §3.3, whose stamp later questions are about.
    case reading
    /// A push that was heard.
    case push
    /// The archive of the second DCU.
    case secondArchive

    /// For people, behind "needs".
    package var text: String {
        switch self {
        case .dcu: "the number of a DCU (--dcu)"
        case .secondDcu: "a second DCU (--dcu twice)"
        case .secondMeter: "a second meter (--meters A,B)"
        case .slow: "hours (--slow)"
        case .writesArchive: "changes of archives (--writes archive)"
        case .writesRelay: "breaker operations (--writes relay)"
        case .daily: "daily rows in history"
        case .reading: "a real-time reading that was heard"
        case .push: "a push that was heard"
        case .secondArchive: "the archive of the second DCU"
        }
    }
}
