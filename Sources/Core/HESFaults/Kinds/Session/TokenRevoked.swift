import HESSimulation
import SimulationKernel

extension FaultKind {
    static let tokenRevoked = FaultKind(
        "tokenRevoked",
        .session,
        "a token is no longer valid",
        [FaultParameter.optional("after", .duration, "default 0: at once")]
    ) { .session(.revokeTokens(after: $0.duration("after") ?? .zero)) }
}
