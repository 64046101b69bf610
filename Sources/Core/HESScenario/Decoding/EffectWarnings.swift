import HESContract
import HESFaults
import HESSimulation
import JSON
import SimulationKernel

/// Warns of rules and events that can never take effect, or do more than they say.
struct EffectWarnings {
    let tenantCode: String
    let users: [User]
    let dcus: [DCUConfiguration]
    let groups: [MeterGroup]
    let start: SimulatedInstant
    private let zone: WorldZone
    private let directory: MeterDirectory
    private let comingMeters: Set<String>
    private let rollovers: [FieldEvent]
    private let events: [FieldEvent]

    init(_ configuration: WorldConfiguration) {
        tenantCode = configuration.tenantCode
        users = configuration.users
        dcus = configuration.dcus
        groups = configuration.meterGroups
        start = configuration.start
        zone = configuration.zone
        directory = MeterDirectory(groups)
        events = configuration.events
        rollovers = configuration.events.filter { event in
            if case .registerRollover = event.kind { true } else { false }
        }
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
        warnOfNames(placed.match)
        for exception in placed.match.exceptions { warnOfNames(exception) }
        if let (place, reason) = emptyTime(placed) ?? emptyMatch(placed) {
            (place ?? placed.place).warn(expected: "a rule that can take effect", found: reason)
        }
    }

    private func warnOfNames(_ match: PlacedMatch) {
        for meter in match.meters where !exists(meter.span) { warnOfMeter(meter.span.first, at: meter.place) }
        for dcu in match.dcus { checkDCU(dcu.name, at: dcu.place) }
        for user in match.users where !users.contains(where: { $0.username == user.name }) {
            warn(user, expected: "a user of the tenant", among: users.map(\.username))
        }
        for tenant in match.tenants where tenant.name != tenantCode {
            warn(tenant, expected: "the rule's own tenant", among: [tenantCode])
        }
    }

    private func emptyTime(_ placed: PlacedRule) -> (place: Place?, reason: String)? {
        let when = placed.when.time
        if let from = when.from, let until = when.until, from >= until {
            return (placed.when.until, "a window that ends before it begins")
        }
        if let until = when.until, until <= start, !placed.actsOnRows {
            return (placed.when.until, "a window that is over before the start")
        }
        if when.ttl == .zero { return (placed.place, "ttl 0") }
        if let reason = emptyRecurrence(placed) { return (placed.when.recurrence, reason) }
        if when.times == 0 { return (placed.when.times, "times 0") }
        if when.probability == 0 { return (placed.when.probability, "probability 0") }
        if placed.rule.match.share == 0 { return (placed.match.share, "share 0") }
        return nil
    }

    func warn(_ placed: PlacedEvent) {
        if case .registerRollover(let devAddr, _) = placed.event.kind { warnOfSecond(rolloverOf: devAddr, placed) }
        switch placed.event.kind {
        case .meterInstalled(_, let dcuNo): dcuNo.map { checkDCU($0, at: placed.subject ?? placed.place) }
        case .outage(.dcu(let dcuNo), _): checkDCU(dcuNo, at: placed.subject ?? placed.place)
        default:
            guard let devAddr = placed.event.kind.devAddr else { return }
            let place = placed.subject ?? placed.place
            guard exists(MeterSpan(first: devAddr)) else { return warnOfMeter(devAddr, at: place) }
            guard let absence = absence(of: devAddr, at: placed.event.at) else { return }
            place.warn(expected: "a meter that is there at the event", found: "\"\(devAddr)\", \(absence)")
        }
    }

    /// Why a meter is not there when an event is about to happen to it; nil if it is.
    private func absence(of devAddr: String, at instant: SimulatedInstant) -> String? {
        let traits = directory.group(of: devAddr).map { groups[$0].traits }
        var comes = traits?.installed
        var goes = traits?.removed
        for event in events {
            switch event.kind {
            case .meterRemoved(devAddr), .meterReplaced(devAddr, .byMeter): goes = min(goes ?? event.at, event.at)
            case .meterReplaced(_, .byMeter(devAddr)), .meterInstalled(devAddr, _): comes = event.at
            default: continue
            }
        }
        if let comes, instant < comes { return "which comes at \(zone.civilTime(at: comes))" }
        if let goes, instant > goes, comes.map({ $0 <= goes }) ?? true {
            return "which went at \(zone.civilTime(at: goes))"
        }
        return nil
    }

    /// A display that rolls over twice is set forward in between, which no meter does.
    private func warnOfSecond(rolloverOf devAddr: String, _ placed: PlacedEvent) {
        let earlier = rollovers.filter { $0.kind.devAddr == devAddr && $0.at < placed.event.at }.map(\.at).max()
        guard let earlier else { return }
        placed.place.warn(
            expected: "one rollover of a meter",
            found: "another one of \"\(devAddr)\"",
            hint: "unless the meter uses just what its register holds in between, the register is set forward halfway "
                + "between \(zone.civilTime(at: earlier)) and \(zone.civilTime(at: placed.event.at))"
        )
    }

    private func checkDCU(_ dcuNo: String, at place: Place) {
        guard !dcus.contains(where: { $0.dcuNo == dcuNo }) else { return }
        warn(PlacedName(name: dcuNo, place: place), expected: "a DCU of the tenant", among: dcus.map(\.dcuNo))
    }

    private func warn(_ name: PlacedName, expected: String, among known: [String]) {
        name.place.warn(
            expected: expected,
            found: "\"\(name.name)\"",
            hint: Suggestion.hint(for: name.name, among: known) ?? Self.idle
        )
    }

    /// Warns of recorded rows that no meter has.
    func warn(ofRecordedMeter devAddr: String, at place: Place) {
        if !exists(MeterSpan(first: devAddr)) { warnOfMeter(devAddr, at: place) }
    }

    private func warnOfMeter(_ devAddr: String, at place: Place) {
        place.warn(expected: "a meter of the tenant", found: "\"\(devAddr)\"", hint: Self.idle)
    }

    private static let idle = "it can never take effect"

    private func exists(_ span: MeterSpan) -> Bool {
        if directory.group(of: span.first) != nil || comingMeters.contains(span.first) { return true }
        return span.count > 1 && groups.contains { span.contains($0.first) }
    }
}
