import HESSimulation
import SimulationKernel

extension FaultKind {
    static let replyGarbage = FaultKind(
        "replyGarbage",
        layer: .reply,
        summary: "the answer's body is no JSON"
    ) { .reply(ReplyGarbage()) }
}

/// 256 seeded bytes, never UTF-8; the call is carried out.
private struct ReplyGarbage: ReplyEffect {
    func change(_ reply: inout ReplyShape) {
        let bytes = (0..<255).map { UInt8(truncatingIfNeeded: reply.chance.about("garbage").about(UInt64($0)).value) }
        reply.body = .bytes([0xFF] + bytes)
    }
}
