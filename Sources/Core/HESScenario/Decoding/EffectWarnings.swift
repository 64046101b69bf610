import HESContract
import HESFaults
import HESSimulation
import SimulationKernel

/// Rules and events that can never take effect.
struct EffectWarnings {
    let tenantCode: String
    let users: [User]
    let dcus: [DCUConfiguration]
    let groups: [MeterGroup]
    let start: SimulatedInstant
    private let directory: MeterDirectory
    private let comingMeters: Set<String>

    init(_ configuration: WorldConfiguration) {
        tenantCode = configuration.tenantCode
        users = configuration.users
        dcus = configuration.dcus
        groups = configuration.meterGroups
        start = configuration.start
        directory = MeterDirectory(groups)
        comingMeters = Set(
            configuration.events.compactMap { event in
                switch event.kind {
                case .meterReplaced(_, .byMeter(let devAddr)), .meterInstalled(let devAddr, _): devAddr
                default: nil
                }
            }
        )
    }

    func warn(_ placed: PlacedRule) {
        let match = placed.rule.match
        for meter in placed.meters where !exists(meter.span) { warnOfMeter(meter.place, meter.span.first) }
        for dcuNo in match.dcus where !dcus.contains(where: { $0.dcuNo == dcuNo }) { warnOfDCU(placed.place, dcuNo) }
        for user in match.users where !users.contains(where: { $0.username == user }) {
            placed.place.warn(
                expected: "a user of the tenant",
                found: "\"\(user)\"",
                hint: "the rule can never take effect for it"
            )
        }
        for tenant in match.tenants where tenant != tenantCode {
            placed.place.warn(
                expected: "\"\(tenantCode)\"",
                found: "the tenant \"\(tenant)\"",
                hint: "the rule can never take effect for it"
            )
        }
        if let reason = emptyTime(placed) {
            placed.place.warn(expected: "a rule that can take effect", found: reason)
        }
        if placed.layer == .push, !match.endpoints.isEmpty, !match.endpoints.contains(where: \.makesPlan) {
            placed.place.warn(expected: "a rule that can take effect", found: "a push of a call that makes no plan")
        }
    }

    private func emptyTime(_ placed: PlacedRule) -> String? {
        let when = placed.rule.when
        if let from = when.from, let until = when.until, from >= until { return "a window that ends before it begins" }
        if let until = when.until, until <= start, !placed.actsOnRows {
            return "a window that is over before the start"
        }
        if when.times == 0 { return "times 0" }
        if when.probability == 0 { return "probability 0" }
        if placed.rule.match.share == 0 { return "share 0" }
        return nil
    }

    func warn(_ placed: PlacedEvent) {
        switch placed.event.kind {
        case .meterInstalled(_, let dcuNo): dcuNo.map { checkDCU($0, placed.place) }
        case .outage(.dcu(let dcuNo), _): checkDCU(dcuNo, placed.place)
        default:
            guard let devAddr = placed.event.kind.devAddr, !exists(MeterSpan(first: devAddr)) else { return }
            warnOfMeter(placed.place, devAddr)
        }
    }

    private func checkDCU(_ dcuNo: String, _ place: Place) {
        if !dcus.contains(where: { $0.dcuNo == dcuNo }) { warnOfDCU(place, dcuNo) }
    }

    private func warnOfDCU(_ place: Place, _ dcuNo: String) {
        let near = suggestion(for: dcuNo, among: dcus.map(\.dcuNo))
        place.warn(
            expected: "a DCU of the tenant",
            found: "\"\(dcuNo)\"",
            hint: near.map { "did you mean '\($0)'?" } ?? "it can never take effect"
        )
    }

    private func warnOfMeter(_ place: Place, _ devAddr: String) {
        place.warn(expected: "a meter of the tenant", found: "\"\(devAddr)\"", hint: "it can never take effect")
    }

    private func exists(_ span: MeterSpan) -> Bool {
        if directory.group(of: span.first) != nil || comingMeters.contains(span.first) { return true }
        return span.count > 1 && groups.contains { span.contains($0.first) }
    }
}

extension PlacedRule {
    /// Its window is about the stamps of rows, which may lie before the start.
    fileprivate var actsOnRows: Bool {
        if case .rows = rule.effect { true } else { false }
    }
}

extension Endpoint {
    fileprivate var makesPlan: Bool {
        switch self {
        case .readFrozen, .readSingle, .relay, .readArchive, .addArchive, .removeArchive: true
        case .getToken, .historyFrozen, .historySingle: false
        }
    }
}
