import HESContract
import HESSimulation
import JSON
import SimulationKernel

extension FaultKind {
    static let pushCorrupt = FaultKind(
        "pushCorrupt",
        layer: .push,
        summary: "the result is spoilt",
        parameters: Parameter("how", as: .choice(of: Corruption.self), summary: "what is wrong with its bytes"),
        Parameter("beside", as: .flag, default: false, summary: "the result itself comes behind it")
    ) { how, isBeside in .push(PushCorrupt(how: how, isBeside: isBeside)) }
}

private enum Corruption: String, CaseIterable, Sendable {
    case missingComma, truncated, empty, binary, notUTF8, oversized, noPlanId

    func spoil(_ bytes: [UInt8], chance: SeededHash) -> [UInt8] {
        switch self {
        case .missingComma:
            guard let comma = bytes.firstIndex(of: UInt8(ascii: ",")) else { return bytes }
            return Array(bytes[..<comma] + bytes[(comma + 1)...])
        case .truncated: return Array(bytes.prefix(bytes.count / 2))
        case .empty: return []
        case .binary: return (0..<64).map { UInt8(truncatingIfNeeded: chance.about(UInt64($0)).value) }
        case .notUTF8: return Array(bytes.dropLast(2)) + [0xC3, 0x28] + bytes.suffix(2)
        case .oversized: return bytes + Array(repeating: UInt8(ascii: " "), count: Self.oversize)
        case .noPlanId: return Self.withoutPlan(bytes)
        }
    }

    /// 4 MiB of blanks, with which the message is still JSON.
    private static let oversize = 4 << 20

    /// Without the member `planId`; bytes that are no JSON stay as they are.
    private static func withoutPlan(_ bytes: [UInt8]) -> [UInt8] {
        guard case .object(let members)? = try? JSONParser.parse(bytes).value else { return bytes }
        var writer = JSONWriter()
        writer.node(.object(members.filter { $0.key != "planId" }))
        return writer.bytes
    }
}

private struct PushCorrupt: PushEffect {
    let how: Corruption
    let isBeside: Bool

    func change(_ messages: inout [PushMessage], of plan: PushedPlan) {
        let (how, chance) = (how, plan.chance)
        messages.spoil(isCopy: isBeside) { $0.corruptions.append { how.spoil($0, chance: chance) } }
    }
}
