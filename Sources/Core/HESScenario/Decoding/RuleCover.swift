import HESContract
import HESFaults
import HESSimulation
import JSON
import SimulationKernel

/// Whether one rule always acts where another could: in every call, on every meter and at every instant.
struct RuleCover {
    /// A match whose calls and meters another one may cover.
    struct Inner {
        private let match: RuleMatch
        private let endpoints: [Endpoint]
        private let tenantCode: String

        init(_ match: RuleMatch, endpoints: [Endpoint], tenantCode: String) {
            (self.match, self.endpoints, self.tenantCode) = (match, endpoints, tenantCode)
        }

        func callsAreCovered(by outer: RuleMatch) -> Bool {
            (outer.tenants.isEmpty || outer.tenants.contains(tenantCode))
                && (outer.endpoints.isEmpty || endpoints.allSatisfy(outer.endpoints.contains))
                && Self.covers(outer.users, all: match.users) && Self.covers(outer.cgcodes, all: match.cgcodes)
        }

        func metersAreCovered(by outer: RuleMatch) -> Bool {
            outer.meters.isEmpty
                || (!match.meters.isEmpty
                    && match.meters.allSatisfy { span in outer.meters.contains { $0.covers(span) } })
        }

        func dcusAreCovered(by outer: RuleMatch) -> Bool { Self.covers(outer.dcus, all: match.dcus) }

        private static func covers<Element: Hashable>(_ outer: [Element], all inner: [Element]) -> Bool {
            outer.isEmpty || (!inner.isEmpty && inner.allSatisfy(outer.contains))
        }
    }

    let outer: PlacedRule
    let inner: PlacedRule
    let tenantCode: String
    let start: SimulatedInstant

    /// Whether the two are asked at the same instants, so that windows can be compared.
    private var shareInstants: Bool {
        outer.layer == inner.layer && outer.actsOnRows == inner.actsOnRows
    }

    /// The match covers the other's, and nothing limits the rule but a window that covers the other's.
    var holds: Bool { isUnlimited && matchHolds && (isAlways || shareInstants && windowHolds) }

    /// As ``holds``, where the outer rule acts on the call and the inner one on what the call begins.
    var holdsBeforehand: Bool { isUnlimited && matchHolds && isAlways }

    private var isUnlimited: Bool {
        let when = outer.rule.when
        return when.skip == 0 && when.times == nil && (when.probability ?? 1) == 1 && when.ttl == nil
            && !outer.rule.isTimed && !inner.rule.isTimed && (outer.rule.effect.ofRows?.share ?? 1) == 1
    }

    private var isAlways: Bool {
        let when = outer.rule.when
        return when.recurrence == nil && when.until == nil && (when.from.map { $0 <= start } ?? true)
            && (!outer.actsOnRows || when.from == nil)
    }

    private var windowHolds: Bool {
        let (wide, narrow) = (outer.rule.when, inner.rule.when)
        let begin = outer.actsOnRows ? narrow.from : max(narrow.from ?? start, start)
        return (wide.recurrence == nil || wide.recurrence == narrow.recurrence)
            && (wide.from.map { from in begin.map { from <= $0 } ?? false } ?? true)
            && (wide.until.map { until in narrow.until.map { $0 <= until } ?? false } ?? true)
    }

    private var matchHolds: Bool {
        let match = outer.rule.match
        let endpoints = inner.concernedEndpoints
        let inside = Inner(inner.rule.match, endpoints: endpoints, tenantCode: tenantCode)
        return match.share == nil && match.dcuShare == nil && endpoints.allSatisfy(outer.possibleEndpoints.contains)
            && inside.callsAreCovered(by: match) && inside.metersAreCovered(by: match)
            && inside.dcusAreCovered(by: match) && exceptionsHold
    }

    /// Exceptions are the same ones, and not drawn for each rule.
    private var exceptionsHold: Bool {
        guard let exception = outer.rule.match.exceptions.first else { return true }
        return exception.share == nil && exception.dcuShare == nil
            && Self.exception(of: outer) == Self.exception(of: inner)
    }

    private static func exception(of placed: PlacedRule) -> String? {
        placed.place.member("match")?.member("not").map { Words.json($0.node.value) }
    }
}

extension MeterSpan {
    /// Whether every number of the other one is one of these.
    fileprivate func covers(_ other: MeterSpan) -> Bool {
        guard contains(other.first) else { return false }
        guard other.count > 1 else { return true }
        let mine = MeterNumbers.pieces(from: first, count: count)
        return MeterNumbers.pieces(from: other.first, count: other.count).allSatisfy { piece in
            mine.contains { $0.width == piece.width && $0.first <= piece.first && piece.last <= $0.last }
        }
    }
}
