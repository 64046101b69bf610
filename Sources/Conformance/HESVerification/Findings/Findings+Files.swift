import HESContract
package import JSON

extension Findings {
    /// `dialect.json`: the values that are not the default, as a scenario takes them.
    ///
    /// Where the default is ruled out and several values are left it has the first of these.
    package var dialect: JSONValue {
        let foreign = Dialect.TopicTenant.foreignAsExample.rawValue
        let chosen = switches.compactMap { finding -> (String, String)? in
            let isSaid = finding.chosen != finding.values[0] || (isForeign && finding.observed != nil)
            return isSaid ? (finding.key, finding.chosen) : nil
        }
        // A value that only the pack `literal` has; the pack's other switches are said beside it.
        let base: [(String, JSONValue)] = isForeign ? [("pack", "literal")] + literalOverrides : []
        return .members(
            base
                + chosen.filter { $0.1 != foreign && !base.map(\.0).contains($0.0) }.map { ($0.0, Self.json($0.1)) }
        )
    }

    private var isForeign: Bool { self["topicTenant"]?.observed == Dialect.TopicTenant.foreignAsExample.rawValue }

    private var literalOverrides: [(String, JSONValue)] {
        ["tokenPlace", "archiveForm"].compactMap { self[$0] }.map { ($0.key, Self.json($0.chosen)) }
    }

    /// As a scenario writes it: integers and truth values without quotes.
    private static func json(_ value: String) -> JSONValue {
        switch value {
        case "true", "false": .bool(value == "true")
        default: Int(value) == nil ? .string(value) : .number(value)
        }
    }

    /// `scenario.json`: a world with the meters, DCUs and archives that were seen, and the dialect; without users, which the simulator makes up.
    package func scenario(_ talk: Conversation, of setup: VerificationSetup, zoneName: String) -> JSONValue {
        let dcus = talk.archivedDCUs.map { dcu -> JSONValue in
            let meters = talk.archive(of: dcu).map { meter in
                Self.meter(meter.number(among: setup.meters) ?? meter.written, status: meter.status)
            }
            return ["dcuNo": .string(dcu), "meters": .list(meters)]
        }
        let known = talk.archivedDCUs.flatMap { talk.archive(of: $0) }.map(\.written.deviceKey)
        let others = setup.meters.filter { !known.contains($0.deviceKey) }
        var tenant: [(String, JSONValue)] = [
            ("tenantCode", .string(setup.tenantCode)),
            ("dialect", dialect), ("dcus", .list(dcus + (others.isEmpty ? [] : [Self.dcu(of: others, beside: setup)]))),
        ]
        if case .object(let members) = dialect, members.isEmpty { tenant.removeAll { $0.0 == "dialect" } }
        let choices = switches.filter(\.isChoice).map { "\($0.key) (\($0.left.joined(separator: ", ")))" }
        if !choices.isEmpty {
            let note = "the dialect has the first of the values that are left of \(choices.joined(separator: ", "))"
            tenant.insert(("note", .string(note)), at: 1)
        }
        return [
            "name": "seen-by-verify",
            "description":
                "Meters, DCUs, archives and dialect of a HES as hes-sim verify saw them; users are made up when it is read.",
            "clock": ["timeZone": .string(zoneName), "mode": "real"],
            "tenants": .list([.members(tenant)]),
        ]
    }

    private static func meter(_ devAddr: String, status: String) -> JSONValue {
        status == "0" ? ["devAddr": .string(devAddr), "enabled": false] : .string(devAddr)
    }

    /// A made-up DCU, for the meters whose archive was not seen.
    private static func dcu(of meters: [String], beside setup: VerificationSetup) -> JSONValue {
        [
            "dcuNo": .string(setup.unknownDCU), "note": "the archive of these meters was not seen",
            "meters": .words(meters),
        ]
    }
}
