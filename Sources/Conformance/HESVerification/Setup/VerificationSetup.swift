package import HESContract
package import SimulationKernel

/// Who asks a HES, about what, and what it may do there.
package struct VerificationSetup: Sendable {
    /// What a run may change; nothing unless it is said.
    package enum Write: String, CaseIterable, Sendable { case archive, relay }

    package var tenantCode: String
    package var username: String
    package var password: Secret
    package var secretKey: Secret
    /// Numbers of meters that answer, at least one.
    package var meters: [String]
    /// The DCU of the first meter, and perhaps another.
    package var dcus: [String] = []
    package var zone = WorldZone.plusEight
    package var writes: [Write] = []
    /// Whether probes may take hours.
    package var isSlow = false
    /// Most HTTP calls of a run.
    package var maxCalls = 200
    /// Between two calls.
    package var pace = SimulatedDuration.milliseconds(200)
    /// The longest wait for a result.
    package var pushWait = SimulatedDuration.seconds(90)

    package init(tenantCode: String, username: String, password: Secret, secretKey: Secret, meters: [String]) {
        self.tenantCode = tenantCode
        self.username = username
        self.password = password
        self.secretKey = secretKey
        self.meters = meters
    }

    /// Most meters of one call: enough to tell every form of a result apart.
    private static let mostAsked = 4

    /// The meters that are asked together.
    var asked: [String] { Array(meters.prefix(Self.mostAsked)) }

    /// A number in the form of the meters' that stands for none of them.
    package var unknownMeter: String { stranger(like: meters[0], digits: "9") }
    /// Another one, which may be put into an archive and is taken out again.
    package var strangeMeter: String { stranger(like: meters[0], digits: "8") }
    package var unknownDCU: String { stranger(like: dcus.first ?? "0000000000", digits: "9") }

    /// The number with every digit replaced; one of the known numbers gets one digit less.
    private func stranger(like number: String, digits: Character) -> String {
        let replaced = String(number.map { $0.isNumber ? digits : $0 })
        let isKnown = meters.contains(replaced) || dcus.contains(replaced) || replaced == number
        return isKnown ? String(replaced.dropLast()) + "7" : replaced
    }
}
