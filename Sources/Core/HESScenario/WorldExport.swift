import HESContract
package import HESSimulation
package import JSON
import SimulationKernel

/// A running world as a scenario document that begins where the world is now.
///
/// It has the rules as they are armed, with what is left of their counts and lives; the events of the document and those
/// that happened since; and the breakers that are open. Tokens, plans, rows that reads added to history, and changes of
/// archives are not in it.
package struct WorldExport {
    private let configuration: WorldConfiguration
    private let rules: [ArmedRules.Armed]
    private let happened: [HappenedEvent]
    private let openBreakers: [String]
    private let now: SimulatedInstant
    private let mode: ClockMode

    package init(of headEnd: borrowing HeadEnd, mode: ClockMode) {
        configuration = headEnd.configuration
        now = headEnd.now
        rules = headEnd.rules.all.filter { [now] in $0.mayAct(at: now) }
        happened = headEnd.happened
        openBreakers = headEnd.plant.openBreakers(at: headEnd.now)
        self.mode = mode
    }

    package var document: JSONValue {
        let name = configuration.document.member("name")?.value.string ?? configuration.tenantCode
        var document = configuration.document
        if case .null = document { document = ["name": .string(name), "tenants": [[:]]] }
        let clock = document.member("clock")?.value ?? [:]
        return document.setting(
            "clock",
            to: clock.setting("start", to: civil(now)).setting("mode", to: .string("\(mode)"))
        )
        .setting(
            "description",
            to: .string("The world '\(name)' as it was at \(configuration.zone.civilTime(at: now)).")
        )
        .changing("tenants") { tenants in
            guard case .array(let nodes) = tenants, let first = nodes.first else { return tenants }
            return .list([tenant(first.value)])
        }
    }

    private func tenant(_ tenant: JSONValue) -> JSONValue {
        let events: [JSONValue] =
            if case .array(let nodes) = tenant.member("events")?.value { nodes.map(\.value) } else { [] }
        let breakers = openBreakers.map { devAddr -> JSONValue in
            ["at": civil(now), "type": "breakerMoved", "devAddr": .string(devAddr), "open": true]
        }
        let spoken = dialect(in: tenant).map { tenant.setting("dialect", to: $0) } ?? tenant
        return absolute(
            spoken.setting("tenantCode", to: .string(configuration.tenantCode))
                .setting("events", to: .list(events + happened.compactMap(event) + breakers))
                .setting("faults", to: .list(rules.map(rule)))
        )
    }

    /// The tenant's dialect as it holds: the document's, or the pack that `serve --dialect` put in its place.
    private func dialect(in tenant: JSONValue) -> JSONValue? {
        let written = tenant.member("dialect")
        let values = { (dialect: Dialect) in DialectCatalogue.all.map { $0.value(in: dialect) } }
        let held = values(configuration.dialect)
        let document = DialectDecoder().decode(written.map { Place($0, problems: ProblemList()) })
        guard values(document) != held else { return written?.value }
        let pack = DialectCatalogue.packs.first { DialectCatalogue.dialect(ofPack: $0.name).map(values) == held }
        return pack.map { .string($0.name) } ?? written?.value
    }

    private func event(_ happened: HappenedEvent) -> JSONValue? {
        (try? JSONParser.parse(happened.source))?.value.setting("at", to: civil(happened.at))
    }

    /// The rule with what is left of it.
    private func rule(_ armed: ArmedRules.Armed) -> JSONValue {
        let rule = armed.rule.source.setting("id", to: .string(armed.rule.id))
        guard var when = rule.member("when")?.value else { return rule }
        if let times = armed.rule.when.times { when = when.setting("times", to: .number("\(times - armed.hitCount)")) }
        if armed.rule.when.skip > 0 {
            when = when.setting("skip", to: .number("\(max(0, armed.rule.when.skip - armed.matchCount))"))
        }
        if let life = armed.rule.when.ttl {
            when = when.setting("ttl", to: .number("\((armed.since + life - now).milliseconds)"))
        }
        return rule.setting("when", to: when)
    }

    /// Members that may hold a time counted from the world's start.
    private static let instants: Set<String> = ["at", "from", "until", "instant", "installed", "removed"]

    /// With instants in place of the spans that count from the start, which is another one now.
    private func absolute(_ value: JSONValue) -> JSONValue {
        switch value {
        case .array(let nodes): .list(nodes.map { absolute($0.value) })
        case .object(let members): .members(members.map { ($0.key, absolute($0.node.value, under: $0.key)) })
        default: value
        }
    }

    private func absolute(_ value: JSONValue, under key: String) -> JSONValue {
        guard Self.instants.contains(key), let text = value.string, text.hasPrefix("+"),
            let span = SimulatedDuration(parsing: String(text.dropFirst()))
        else { return absolute(value) }
        return civil(configuration.start + span)
    }

    private func civil(_ instant: SimulatedInstant) -> JSONValue {
        .string(configuration.zone.civilTime(at: instant).description)
    }
}
