import HESSimulation

extension FaultKind {
    static let brokerCut = FaultKind(
        "brokerCut",
        .broker,
        "the broker's clients lose their connections",
        [FaultParameter.optional("client", .text, "only the client of this id")]
    ) { .broker(.cut(client: $0.text("client"))) }
}
