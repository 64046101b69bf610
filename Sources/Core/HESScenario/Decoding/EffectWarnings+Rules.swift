import HESContract
import HESFaults
import HESSimulation
import JSON
import SimulationKernel

/// Why a rule can never act, by what it matches and does.
extension EffectWarnings {
    func emptyRecurrence(_ placed: PlacedRule) -> String? {
        let when = placed.when.time
        guard let recurrence = when.recurrence else { return nil }
        let first = placed.actsOnRows ? when.from : max(when.from ?? start, start)
        guard let first else { return nil }
        guard !recurrence.contains(first) else { return nil }
        guard let beginning = recurrence.beginning(atOrAfter: first) else { return "a window on days that never come" }
        guard let until = when.until, beginning >= until else { return nil }
        return "no window between from and until"
    }

    /// Why a rule's life is over before it could act; nil for one that is armed later.
    func emptyLife(_ placed: PlacedRule) -> String? {
        let when = placed.when.time
        guard areArmedAtStart, !placed.actsOnRows, let life = when.ttl else { return nil }
        let from = max(when.from ?? start, start)
        let first = when.recurrence.map { $0.contains(from) ? from : $0.beginning(atOrAfter: from) ?? from } ?? from
        return first >= start + life ? "a ttl that is over before the rule first acts" : nil
    }

    /// Why there are no rows with the stamps of a rule.
    func emptyRows(_ placed: PlacedRule) -> String? {
        guard let effect = placed.rule.effect.ofRows, let until = placed.when.time.until else { return nil }
        if until <= earliestRow { return "stamps before a meter's oldest row" }
        guard case .late(let after) = effect.presence, until <= start - after else { return nil }
        return "rows that have all arrived before the start"
    }

    /// Why an effect changes nothing wherever it acts.
    private func emptyEffect(_ placed: PlacedRule) -> (place: Place?, reason: String)? {
        guard let effect = placed.place.member("effect") else { return nil }
        switch placed.rule.type {
        case "slowRead", "replyDelay", "pushDelay":
            guard let delay = effect.member("delay"), delay.node.value.isNoTime else { return nil }
            return (delay, "a delay of no time")
        case "clockDrift":
            guard let drift = effect.member("by"), drift.node.value.isNoTime else { return nil }
            return (drift, "a drift of no time")
        case "scaledValue":
            guard let factor = effect.member("factor"), factor.node.value.double == 1 else { return nil }
            return (factor, "the factor 1")
        default: return nil
        }
    }

    func emptyMatch(_ placed: PlacedRule) -> (place: Place?, reason: String)? {
        let match = placed.rule.match
        if match.dcuShare == 0 { return (placed.match.dcuShare, "dcuShare 0") }
        if let share = match.dcuShare, (Double(dcus.count) * share).rounded() == 0 {
            return (placed.match.dcuShare, "a share of \(dcus.count) DCUs that is none of them")
        }
        if placed.actsOnRows, let share = placed.place.member("effect")?.member("share"), share.number(in: 0...1) == 0 {
            return (share, "share 0")
        }
        if let reason = emptyCalls(placed) { return reason }
        if let exception = match.exceptions.first, excludes(exception, all: placed) {
            return (placed.match.not, "a not that leaves nothing of the match")
        }
        return emptyEffect(placed)
    }

    private func emptyCalls(_ placed: PlacedRule) -> (place: Place?, reason: String)? {
        let match = placed.rule.match
        let named = match.endpoints
        if placed.layer == .push, !named.isEmpty, !named.contains(where: \.makesPlan) {
            return (placed.match.endpoint, "a push of a call that makes no plan")
        }
        let possible = placed.concernedEndpoints
        if possible.isEmpty {
            let type = placed.rule.type
            return (placed.match.endpoint, "calls that \(type) does not touch: it acts on \(placed.endpointList)")
        }
        if let reason = emptyItems(placed, askedBy: possible) { return reason }
        if placed.match.namesMeters, !possible.contains(where: \.namesMeters) {
            return (placed.match.endpoint, "a meter or DCU of calls that name none")
        }
        return nil
    }

    /// Why no call asks for an item on which the rule could act.
    private func emptyItems(_ placed: PlacedRule, askedBy endpoints: [Endpoint]) -> (place: Place?, reason: String)? {
        let named = placed.rule.match.cgcodes
        let effect = placed.rule.effect.ofRows
        guard !named.isEmpty || effect != nil else { return nil }
        let asked = endpoints.flatMap(\.cgcodes)
        if !named.isEmpty, asked.isEmpty { return (placed.match.cgcode, "a cgcode of calls that ask for none") }
        let possible = named.isEmpty ? asked : named.filter(asked.contains)
        if possible.isEmpty {
            return (
                placed.match.cgcode,
                "a cgcode that \(Words.list(endpoints.map(\.rawValue), joinedBy: "or")) does not take"
            )
        }
        guard let effect, !possible.contains(where: effect.touches) else { return nil }
        return (placed.match.cgcode ?? placed.match.endpoint, "items that \(placed.rule.type) does not change")
    }
}

extension PlacedRule {
    /// Whether its window refers to the stamps of rows, which may be before the start.
    var actsOnRows: Bool {
        if case .rows = rule.effect { true } else { false }
    }

    /// The calls that its effect can touch.
    var possibleEndpoints: [Endpoint] {
        switch rule.effect {
        case .field(let effect): effect.endpoints
        case .rows(let effect): effect.endpoints
        case .reply, .push, .session, .broker: Endpoint.allCases
        }
    }

    /// The calls that it is about, as far as endpoints go.
    var concernedEndpoints: [Endpoint] {
        let named = rule.match.endpoints
        return possibleEndpoints.filter { named.isEmpty || named.contains($0) }
    }

    fileprivate var endpointList: String { Words.list(possibleEndpoints.map(\.rawValue)) }
}

extension PlacedMatch {
    var namesMeters: Bool {
        !meters.isEmpty || !dcus.isEmpty || match.share != nil || match.dcuShare != nil
    }
}

extension JSONValue {
    /// Whether it is a duration of 0, with or without a sign and a unit.
    fileprivate var isNoTime: Bool {
        if let number = double { return number == 0 }
        guard let text = string else { return false }
        return SimulatedDuration(parsing: text.hasPrefix("-") ? String(text.dropFirst()) : text) == .zero
    }
}

extension FaultEffect {
    var ofRows: (any RowEffect)? {
        if case .rows(let effect) = self { effect } else { nil }
    }
}

extension Endpoint {
    /// The items that it can ask for.
    fileprivate var cgcodes: [Cgcode] {
        switch self {
        case .readFrozen, .historyFrozen: Cgcode.allCases.filter { $0.category == .composite }
        case .readSingle, .historySingle: Cgcode.allCases.filter { $0.category == .single }
        case .getToken, .relay, .readArchive, .addArchive, .removeArchive: []
        }
    }

    fileprivate var namesMeters: Bool { self != .getToken }

    /// Such a call may name a meter or DCU that the tenant does not have.
    var isAboutArchive: Bool { self == .readArchive || self == .addArchive || self == .removeArchive }
}
