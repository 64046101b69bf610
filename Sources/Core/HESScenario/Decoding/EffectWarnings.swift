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
    /// Whether the rules are a scenario's, which live from the start on.
    let areArmedAtStart: Bool
    /// The oldest row that a meter has.
    let earliestRow: SimulatedInstant
    private let addUnknown: Dialect.AddUnknown
    private let zone: WorldZone
    private let directory: MeterDirectory
    private let comingMeters: Set<String>
    private let rollovers: [FieldEvent]
    private let events: [FieldEvent]

    init(_ configuration: WorldConfiguration, areArmedAtStart: Bool = false) {
        self.areArmedAtStart = areArmedAtStart
        earliestRow = configuration.earliestRow
        addUnknown = configuration.dialect.addUnknown
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
        warnOfNames(placed.match, within: Reach(placed))
        for exception in placed.match.exceptions { warnOfNames(exception, within: Reach()) }
        if let (place, reason) = emptyTime(placed) ?? emptyMatch(placed) {
            (place ?? placed.place).warn(expected: "a rule that can take effect", found: reason)
        }
    }

    /// What a rule could still meet under a name that the tenant does not have.
    private struct Reach {
        /// Calls that name it all the same, though they are refused or fail.
        var isCalls = false
        /// Logins as that user, which are refused.
        var isLogins = false

        init() {}

        init(_ placed: PlacedRule) {
            isCalls = placed.layer != .field || placed.concernedEndpoints.contains { $0.isAboutArchive }
            isLogins = placed.layer != .field && placed.concernedEndpoints.contains(.getToken)
        }
    }

    private func warnOfNames(_ match: PlacedMatch, within reach: Reach) {
        for meter in match.meters where !exists(meter.span) {
            let joins = addUnknown == .installs ? "it takes effect only once addArchive has brought it" : Self.idle
            warnOfMeter(meter.span.first, at: meter.place, hint: reach.isCalls ? Self.onlyCalls : joins)
        }
        for dcu in match.dcus { checkDCU(dcu.name, at: dcu.place, hint: reach.isCalls ? Self.onlyCalls : Self.idle) }
        for user in match.users where !users.contains(where: { $0.username == user.name }) {
            let hint = reach.isLogins ? "only logins that are refused can meet it" : Self.idle
            warn(user, expected: "a user of the tenant", among: users.map(\.username), hint: hint)
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
        if let reason = emptyLife(placed) { return (placed.place, reason) }
        if let reason = emptyRows(placed) { return (placed.when.until, reason) }
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

    private func checkDCU(_ dcuNo: String, at place: Place, hint: String = Self.idle) {
        guard !dcus.contains(where: { $0.dcuNo == dcuNo }) else { return }
        let name = PlacedName(name: dcuNo, place: place)
        warn(name, expected: "a DCU of the tenant", among: dcus.map(\.dcuNo), hint: hint)
    }

    private func warn(_ name: PlacedName, expected: String, among known: [String], hint: String = Self.idle) {
        name.place.warn(
            expected: expected,
            found: "\"\(name.name)\"",
            hint: Suggestion.hint(for: name.name, among: known) ?? hint
        )
    }

    /// Warns of recorded rows that no meter has.
    func warn(ofRecordedMeter devAddr: String, at place: Place) {
        if !exists(MeterSpan(first: devAddr)) { warnOfMeter(devAddr, at: place) }
    }

    private func warnOfMeter(_ devAddr: String, at place: Place, hint: String = Self.idle) {
        place.warn(expected: "a meter of the tenant", found: "\"\(devAddr)\"", hint: hint)
    }

    private static let idle = "it can never take effect"
    private static let onlyCalls = "only calls that name it all the same can meet it"

    private func exists(_ span: MeterSpan) -> Bool {
        if directory.group(of: span.first) != nil || comingMeters.contains(span.first) { return true }
        return span.count > 1 && groups.contains { span.contains($0.first) }
    }
}
