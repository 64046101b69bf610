import HESSimulation

extension FaultKind {
    static let brokerCut = FaultKind(
        "brokerCut",
        layer: .broker,
        summary: "the broker's clients lose their connections",
        parameters: Parameter(optional: "client", as: .text, summary: "only the client of this id")
    ) { client in .broker(.cut(client: client)) }
}
