import HESSimulation
import SimulationKernel

extension FaultKind {
    static let tokenExpiresEarly = FaultKind(
        "tokenExpiresEarly",
        layer: .session,
        summary: "a token ends before its time",
        parameters: Parameter("after", as: .duration, summary: "its issue; expireIn in the answer stays as it is")
    ) { after in .session(.expireTokens(after: after)) }
}
