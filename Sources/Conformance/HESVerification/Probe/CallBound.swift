import HESContract

/// How many HTTP calls a run makes at most.
package enum CallBound {
    /// Logins in the place of a token that died.
    package static let mostLogins = 8

    /// Of a run with these probes, with every repetition and login.
    package static func calls(of probes: [Probe], for setup: VerificationSetup) -> Int {
        let possible = probes.filter { $0.needs.allSatisfy(setup.allows) }
        return min(setup.maxCalls, possible.reduce(mostLogins) { $0 + $1.mostCalls })
    }
}

extension Probe {
    /// Calls, if each is repeated as often as it may be.
    package var mostCalls: Int { calls.reduce(0) { $0 + $1.mostAttempts } }
}

extension CallForm {
    /// How often it is sent at most, until it is accepted.
    package var mostAttempts: Int {
        switch endpoint {
        // A breaker operation is never repeated, and wrong credentials may lock an account.
        case .relay: 1
        case .getToken: 2
        default: Conversation.attemptsOfRefusal
        }
    }
}

extension VerificationSetup {
    /// Whether it lets a need be met; what only the HES can meet counts as met.
    package func allows(_ need: Need) -> Bool {
        switch need {
        case .dcu: !dcus.isEmpty
        case .secondDcu, .secondArchive: dcus.count > 1
        case .secondMeter: meters.count > 1
        case .slow: isSlow
        case .writesArchive: writes.contains(.archive)
        case .writesRelay: writes.contains(.relay)
        case .daily, .reading, .push: true
        }
    }
}
