package import SimulationKernel

/// A fault of users' sessions.
package enum SessionAction: Sendable {
    case revokeTokens(after: SimulatedDuration)
    /// Tokens of the call's user end this long after the call, independent of the lifetime in its answer.
    case expireTokens(after: SimulatedDuration)
    /// The head-end restarts and forgets tokens and plans.
    case restart

    var isAboutUsers: Bool {
        switch self {
        case .revokeTokens, .expireTokens: true
        case .restart: false
        }
    }
}
