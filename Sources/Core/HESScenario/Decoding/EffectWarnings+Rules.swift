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
        let first = when.from ?? (placed.actsOnRows ? nil : start)
        guard let first else { return nil }
        guard !recurrence.contains(first) else { return nil }
        guard let beginning = recurrence.beginning(atOrAfter: first) else { return "a window on days that never come" }
        guard let until = when.until, beginning >= until else { return nil }
        return "no window between from and until"
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
        if let exception = match.exceptions.first, excludes(exception, all: match) {
            return (placed.match.not, "a not that leaves nothing of the match")
        }
        return nil
    }

    private func emptyCalls(_ placed: PlacedRule) -> (place: Place?, reason: String)? {
        let match = placed.rule.match
        let named = match.endpoints
        if placed.layer == .push, !named.isEmpty, !named.contains(where: \.makesPlan) {
            return (placed.match.endpoint, "a push of a call that makes no plan")
        }
        let possible = placed.possibleEndpoints.filter { named.isEmpty || named.contains($0) }
        if possible.isEmpty {
            let type = placed.rule.type
            return (placed.match.endpoint, "calls that \(type) does not touch: it acts on \(placed.endpointList)")
        }
        if !match.cgcodes.isEmpty, !possible.contains(where: \.asksForCgcode) {
            return (placed.match.cgcode, "a cgcode of calls that ask for none")
        }
        if placed.match.namesMeters, !possible.contains(where: \.namesMeters) {
            return (placed.match.endpoint, "a meter or DCU of calls that name none")
        }
        return nil
    }

    /// Whether the exception holds wherever the match does, as far as their members tell.
    private func excludes(_ exception: RuleMatch, all match: RuleMatch) -> Bool {
        (exception.share ?? 1) == 1 && (exception.dcuShare ?? 1) == 1
            && covers(exception.endpoints, all: match.endpoints) && covers(exception.users, all: match.users)
            && covers(exception.cgcodes, all: match.cgcodes) && covers(exception.dcus, all: match.dcus)
            && covers(exception.meters, all: match.meters) && covers(exception.tenants, all: [tenantCode])
    }

    private func covers<Element: Hashable>(_ outer: [Element], all inner: [Element]) -> Bool {
        outer.isEmpty || (!inner.isEmpty && inner.allSatisfy(outer.contains))
    }

    /// Warns of rules that an earlier one shadows: the same match and time, and an effect that leaves nothing to do.
    ///
    /// A rule with an error is not what it is meant to be, so that a document with errors is left alone.
    func warnOfShadowed(_ rules: [PlacedRule]) {
        guard let first = rules.first, !first.place.problems.hasErrors else { return }
        for (index, placed) in rules.enumerated() {
            guard let earlier = rules[..<index].first(where: { $0.shadows(placed) }) else { continue }
            placed.place.warn(
                expected: "a rule that can take effect",
                found: "what rule '\(earlier.rule.id)' before it does already"
            )
        }
    }
}

extension PlacedRule {
    /// Whether its window refers to the stamps of rows, which may be before the start.
    var actsOnRows: Bool {
        if case .rows = rule.effect { true } else { false }
    }

    fileprivate var possibleEndpoints: [Endpoint] {
        switch rule.effect {
        case .field(let effect): effect.endpoints
        case .rows(let effect): effect.endpoints
        case .reply, .push, .session, .broker: Endpoint.allCases
        }
    }

    fileprivate var endpointList: String { Words.list(possibleEndpoints.map(\.rawValue)) }

    /// An unconditional effect that no second one can add to, with the same or a wider match and no limits.
    fileprivate func shadows(_ later: PlacedRule) -> Bool {
        guard ["meterOffline", "dcuOffline", "pushDrop"].contains(rule.type), later.rule.type == rule.type,
            rule.when.skip == 0, rule.when.times == nil, rule.when.probability == nil, rule.when.ttl == nil,
            rule.when.recurrence == nil, rule.when.from == nil, rule.when.until == nil
        else { return false }
        guard let own = place.member("match") else { return true }
        return later.place.member("match").map { Words.json(own.node.value) == Words.json($0.node.value) } ?? false
    }
}

extension PlacedMatch {
    fileprivate var namesMeters: Bool {
        !meters.isEmpty || !dcus.isEmpty || match.share != nil || match.dcuShare != nil
    }
}

extension Endpoint {
    fileprivate var asksForCgcode: Bool {
        switch self {
        case .readFrozen, .readSingle, .historyFrozen, .historySingle: true
        default: false
        }
    }

    fileprivate var namesMeters: Bool { self != .getToken }
}
