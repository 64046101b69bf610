import HESSimulation
import SimulationKernel

extension FaultKind {
    static let tokenExpiresEarly = FaultKind(
        "tokenExpiresEarly",
        .session,
        "a token ends before its time",
        [FaultParameter("after", .duration, "it was given, whatever the answer says")]
    ) { .session(.expireTokens(after: $0.duration("after") ?? .zero)) }
}
