import HESSimulation
import SimulationKernel

extension FaultKind {
    static let tokenRevoked = FaultKind(
        "tokenRevoked",
        layer: .session,
        summary: "a token is no longer valid",
        parameters: Parameter("after", as: .duration, default: .zero, summary: "", remark: ": at once")
    ) { after in .session(.revokeTokens(after: after)) }
}
