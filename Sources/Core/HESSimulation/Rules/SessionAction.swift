package import SimulationKernel

/// Something about the sessions of users.
package enum SessionAction: Sendable {
    case revokeTokens(after: SimulatedDuration)
    /// Tokens end so long after they were issued, independent of the lifetime in the answer.
    case expireTokens(after: SimulatedDuration)
    /// Tokens and plans are forgotten, as by a restarted head-end.
    case restart

    var isAboutUsers: Bool {
        switch self {
        case .revokeTokens, .expireTokens: true
        case .restart: false
        }
    }
}
