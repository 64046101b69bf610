import HESConformance
import HESContract
import JSON

/// Tenant, users, DCUs and meters as far as a recording shows them.
struct RecordedField {
    private(set) var tenantCode = "1000000067"
    private(set) var users: [JSONValue] = []
    private(set) var dcus: [JSONValue] = []
    private(set) var remarks: [String] = []

    /// What the scenario's users log in with, as recordings have no secrets.
    private static let password = "recorded-password"
    private static let secretKey = "0123456789abcdef0123456789abcdef"
    private static let madeUpDCU = "9900000001"

    /// `devAddrs`: the meters of rows and windows.
    init(_ recording: Recording, meters devAddrs: [String]) {
        takeLogins(recording)
        let archives = archives(of: recording)
        takeDCUs(archives, meters: devAddrs + asked(in: recording))
        countEffects(recording)
    }

    private mutating func takeLogins(_ recording: Recording) {
        var names: [String] = []
        var codes: [String] = []
        for exchange in recording.exchanges where exchange.endpoint == .getToken && exchange.isAccepted {
            if let code = exchange.request.json?.member("tenantCode")?.value.wordOrDigits, !codes.contains(code),
                TenantCode.problem(with: code) == nil, !code.isEmpty
            {
                codes.append(code)
            }
            if let name = exchange.request.json?.member("username")?.value.wordOrDigits, !names.contains(name),
                !name.isEmpty
            {
                names.append(name)
            }
        }
        if let code = codes.first { tenantCode = code }
        if codes.isEmpty { remarks.append("No login was recorded: tenant \(tenantCode) and its user are made up.") }
        if codes.count > 1 {
            remarks.append("\(codes.count) tenants logged in: the scenario has \(tenantCode) alone.")
        }
        users = (names.isEmpty ? ["demo"] : names).map { name in
            ["username": .string(name), "password": .string(Self.password), "secretKey": .string(Self.secretKey)]
        }
    }

    private struct Archive {
        let dcuNo: String
        let meters: [(devAddr: String, json: JSONValue)]
    }

    /// The first archive of each DCU that was pushed.
    private func archives(of recording: Recording) -> [Archive] {
        var archives: [Archive] = []
        for exchange in recording.exchanges where exchange.endpoint == .readArchive && exchange.isAccepted {
            guard let dcuNo = exchange.request.json?.member("dcuNo")?.value.wordOrDigits, !dcuNo.isEmpty,
                !archives.contains(where: { $0.dcuNo == dcuNo }), let planID = exchange.reply?.planID
            else { continue }
            let results = recording.results(of: planID)
            let entries = results.flatMap {
                $0.push.json?.member("data")?.value.member("list")?.value.list ?? []
            }
            if !results.isEmpty { archives.append(Archive(dcuNo: dcuNo, meters: entries.compactMap(Self.meter))) }
        }
        return archives
    }

    private static func meter(_ entry: JSONValue) -> (devAddr: String, json: JSONValue)? {
        guard let devAddr = entry.member("devAddr")?.value.wordOrDigits, MeterNumber.isPossible(devAddr) else {
            return nil
        }
        var members: [(String, JSONValue)] = [("devAddr", .string(devAddr))]
        if entry.member("status")?.value.wordOrDigits == "0" { members.append(("enabled", false)) }
        if let type = entry.member("commType")?.value.wordOrDigits, !type.isEmpty {
            members.append(("commType", .string(type)))
        }
        if let route = entry.member("moduleNext")?.value.wordOrDigits, !route.isEmpty, route != devAddr {
            members.append(("route", .string(route)))
        }
        return (devAddr, members.count == 1 ? .string(devAddr) : .members(members))
    }

    /// Meters of calls that carry no rows.
    private func asked(in recording: Recording) -> [String] {
        recording.exchanges.filter { $0.endpoint == .relay }.flatMap { exchange in
            let list = exchange.request.json?.member("devList")?.value.wordOrDigits ?? ""
            return list.split(separator: ",").map { $0.filter { $0 != " " } }
        }
    }

    private mutating func takeDCUs(_ archives: [Archive], meters devAddrs: [String]) {
        var known: Set<String> = []
        for archive in archives {
            // A meter that two archives have is one meter.
            let own = archive.meters.filter { known.insert($0.devAddr).inserted }
            dcus.append(["dcuNo": .string(archive.dcuNo), "meters": .list(own.map(\.json))])
        }
        let rest = devAddrs.filter { MeterNumber.isPossible($0) && known.insert($0).inserted }
        guard !rest.isEmpty else { return }
        dcus.append(["dcuNo": .string(Self.madeUpDCU), "meters": .words(rest)])
        remarks.append(
            rest.count.counted(
                "meter was in no archive that was read: it stands",
                plural: "meters were in no archive that was read: they stand"
            ) + " behind the made-up DCU \(Self.madeUpDCU)."
        )
    }

    private mutating func countEffects(_ recording: Recording) {
        let relays = recording.exchanges.filter { $0.endpoint == .relay && $0.isAccepted }
        let failed = relays.filter { exchange in
            let results = exchange.reply?.planID.map { recording.results(of: $0) } ?? []
            let entries = results.flatMap { $0.push.json?.member("data")?.value.member("list")?.value.list ?? [] }
            return entries.contains { entry in
                if case .bool(false)? = entry.member("successful")?.value { true } else { false }
            }
        }
        if !failed.isEmpty {
            remarks.append("\(failed.count.counted("breaker operation")) failed: the scenario's breakers move.")
        }
    }
}
