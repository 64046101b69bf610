import HESSimulation

extension FaultKind {
    static let restart = FaultKind(
        "restart",
        layer: .session,
        summary: "the head-end restarts: tokens and plans are forgotten"
    ) { .session(.restart) }
}
