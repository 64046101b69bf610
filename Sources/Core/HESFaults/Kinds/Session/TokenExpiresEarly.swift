import HESSimulation
import SimulationKernel

extension FaultKind {
    static let tokenExpiresEarly = FaultKind(
        "tokenExpiresEarly",
        layer: .session,
        summary: "a token ends before its time",
        parameters: Parameter("after", as: .duration, summary: "it was given, whatever the answer says")
    ) { after in .session(.expireTokens(after: after)) }
}
