import HESContract
import HESSimulation
import JSON
import SimulationKernel

/// Makes up the `tenantCode` and `users` that a document leaves out.
///
/// They depend on the document's name, its seed and the tenant's position alone, so that a restart makes up the same. They
/// are no secrets.
struct MadeUpTenants {
    let seedOverride: UInt64?
    /// Positions of the tenants whose users are made up.
    private(set) var positions: Set<Int> = []

    init(seed: UInt64?) { seedOverride = seed }

    mutating func filled(_ root: JSONNode) -> JSONNode {
        guard case .array(let tenants) = root.value.member("tenants")?.value else { return root }
        let name = root.value.member("name")?.value.string ?? ""
        let seed = seedOverride ?? root.value.member("seed")?.value.integer.map { UInt64(clamping: $0) } ?? 1
        let hash = SeededHash(seed: seed).about("made up").about(name)
        var nodes: [JSONNode] = []
        for (index, tenant) in tenants.enumerated() {
            let own = hash.about(UInt64(index))
            nodes.append(JSONNode(offset: tenant.offset, value: filled(tenant.value, at: index, by: own)))
        }
        return JSONNode(offset: root.offset, value: root.value.replacing("tenants", with: .array(nodes)))
    }

    private mutating func filled(_ tenant: JSONValue, at index: Int, by hash: SeededHash) -> JSONValue {
        guard case .object = tenant else { return tenant }
        var filled = tenant
        if tenant.member("tenantCode") == nil {
            let code = "w\(index + 1)-\(String(hash.about("code").value & 0xFFFF_FFFF, radix: 16))"
            filled = filled.setting("tenantCode", to: .string(code))
        }
        if tenant.member("users") == nil {
            positions.insert(index)
            filled = filled.setting("users", to: .list([Self.user(by: hash)]))
        }
        return filled
    }

    private static func user(by hash: SeededHash) -> JSONValue {
        let words = ["password", "secretKey"].map { word in
            [0, 1].map { String(hash.about(word).about(UInt64($0)).value, radix: 16) }
                .map { MeterNumbers.padded($0, to: 16) }.joined()
        }
        return ["username": "user", "password": .string(words[0]), "secretKey": .string(words[1])]
    }
}
