import HESContract
import HESSimulation
import JSON
import SimulationKernel

/// Makes up what a document leaves out: its name, its tenant, a tenant's code and users.
///
/// Code and users depend on the document's name, its seed and the tenant's position alone, so that a restart makes up the same.
/// They are no secrets.
struct MadeUpMembers {
    let seedOverride: UInt64?
    /// The name of a document without one.
    let name: String
    /// Positions of the tenants whose users are made up.
    private(set) var positions: Set<Int> = []

    /// `file` is the document's; see ``name(ofFile:)``.
    init(seed: UInt64?, file: String) {
        seedOverride = seed
        name = Self.name(ofFile: file)
    }

    /// `evening` of `my/evening.json`; `unnamed` of standard input, pipes and devices.
    static func name(ofFile file: String) -> String {
        let last = file.split(separator: "/").last.map(String.init) ?? ""
        let name = last.hasSuffix(".json") ? String(last.dropLast(5)) : last
        let isStream = file == "-" || file.hasPrefix("/dev/") || file.hasPrefix("/proc/")
        return isStream || name.isEmpty ? "unnamed" : name
    }

    /// The document with its members; what is no object stays as it is.
    mutating func filled(_ root: JSONNode) -> JSONNode {
        guard case .object = root.value else { return root }
        var document = root.value
        if document.member("name") == nil { document = document.setting("name", to: .string(name)) }
        if document.member("tenants") == nil {
            let tenant = ScenarioParts.defaultTenant.placed(at: root.offset)
            document = document.setting("tenants", to: .array([tenant]))
        }
        return JSONNode(offset: root.offset, value: withTenants(document))
    }

    private mutating func withTenants(_ document: JSONValue) -> JSONValue {
        guard case .array(let tenants) = document.member("tenants")?.value else { return document }
        let name = document.member("name")?.value.string ?? ""
        let seed = seedOverride ?? document.member("seed")?.value.integer.map { UInt64(clamping: $0) } ?? 1
        let hash = SeededHash(seed: seed).about("made up").about(name)
        var nodes: [JSONNode] = []
        for (index, tenant) in tenants.enumerated() {
            let own = hash.about(UInt64(index))
            nodes.append(JSONNode(offset: tenant.offset, value: filled(tenant.value, at: index, by: own)))
        }
        return document.replacing("tenants", with: .array(nodes))
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
