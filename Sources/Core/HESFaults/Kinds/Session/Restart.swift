import HESSimulation

extension FaultKind {
    static let restart = FaultKind("restart", .session, "the head-end restarts: tokens and plans are forgotten") { _ in
        .session(.restart)
    }
}
