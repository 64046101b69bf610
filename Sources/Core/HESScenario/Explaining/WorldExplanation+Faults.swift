import HESContract
import HESFaults
import HESSimulation
import JSON
import SimulationKernel

/// Rules and events as sentences.
extension WorldExplanation {
    func fault(_ rule: FaultRule) -> String {
        let summary = FaultCatalogue.kind(rule.type)?.summary ?? rule.type
        return "\(rule.id): \(subject(rule)): \(summary)\(parameters(rule)) – \(moment(rule))."
    }

    private func subject(_ rule: FaultRule) -> String {
        let parts = parts(rule.match)
        let whole = parts.isEmpty ? everybody(rule) : parts.joined(separator: ", ")
        guard let exception = rule.match.exceptions.first else { return whole }
        return whole + ", but not " + self.parts(exception).joined(separator: ", ")
    }

    private func parts(_ match: RuleMatch) -> [String] {
        var parts: [String] = []
        if let share = match.dcuShare { parts.append("\(Words.percent(share)) of the DCUs, chosen by the seed") }
        if let share = match.share { parts.append("\(Words.percent(share)) of the meters, chosen by the seed") }
        if !match.meters.isEmpty { parts.append("meter " + Words.list(match.meters.map(span), joinedBy: "or")) }
        if !match.dcus.isEmpty { parts.append("DCU " + Words.list(match.dcus, joinedBy: "or")) }
        if !match.cgcodes.isEmpty {
            parts.append("cgcode " + Words.list(match.cgcodes.map(\.rawValue), joinedBy: "or"))
        }
        if !match.endpoints.isEmpty {
            parts.append("calls of " + Words.list(match.endpoints.map(\.rawValue), joinedBy: "or"))
        }
        if !match.users.isEmpty { parts.append("user " + Words.list(match.users, joinedBy: "or")) }
        return parts
    }

    private func everybody(_ rule: FaultRule) -> String {
        switch rule.effect {
        case .field, .rows: "all meters"
        case .reply: "every call"
        case .push: "every plan"
        case .session: "every user"
        case .broker: "all clients"
        }
    }

    private func span(_ span: MeterSpan) -> String {
        span.count == 1 ? span.first : "\(span.first) and the next \(span.count - 1)"
    }

    /// The effect's members except `type`, as they are in the file.
    private func parameters(_ rule: FaultRule) -> String {
        guard case .object(let members) = rule.source.member("effect")?.value else { return "" }
        let shown = members.filter { $0.key != "type" }.map { "\($0.key) \(Words.json($0.node.value))" }
        return shown.isEmpty ? "" : " (" + shown.joined(separator: ", ") + ")"
    }

    /// Whether a rule is about this tenant.
    func isOwn(_ rule: FaultRule) -> Bool {
        rule.match.tenants.isEmpty || rule.match.tenants.contains(world.tenantCode)
    }

    private func moment(_ rule: FaultRule) -> String {
        guard isOwn(rule) else { return "never: it is about tenant \(Words.list(rule.match.tenants, joinedBy: "or"))" }
        let when = rule.when
        var parts: [String] = []
        if let from = when.from { parts.append("from \(time(from))") }
        if let until = when.until { parts.append("until \(time(until))") }
        if let recurrence = when.recurrence { parts.append(Words.recurrence(recurrence)) }
        if when.skip > 0 { parts.append("after \(Words.count(when.skip, of: "match", plural: "matches")) that pass") }
        if let times = when.times { parts.append(times == 1 ? "once" : "\(times) times") }
        if let probability = when.probability { parts.append("with a probability of \(Words.percent(probability))") }
        if let ttl = when.ttl { parts.append("for \(Words.span(ttl)) at most") }
        if parts.isEmpty { return "always" }
        let isAboutRows =
            if case .rows = rule.effect, when.from != nil || when.until != nil || when.recurrence != nil { true } else {
                false
            }
        return (isAboutRows ? "rows stamped " : "") + parts.joined(separator: ", ")
    }

    func event(_ event: FieldEvent) -> String {
        "\(time(event.at)): \(what(event.kind))."
    }

    private func what(_ kind: FieldEvent.Kind) -> String {
        switch kind {
        case .meterReplaced(let devAddr, .byMeter(let other)): "meter \(devAddr) is replaced by \(other)"
        case .meterReplaced(let devAddr, .sameNumber(let wattHours)):
            "meter \(devAddr) is replaced under its number; its register goes on from \(Words.kilowattHours(wattHours)) kWh"
        case .meterInstalled(let devAddr, let dcuNo):
            "meter \(devAddr) is installed" + (dcuNo.map { " behind DCU \($0)" } ?? "")
        case .meterRemoved(let devAddr): "meter \(devAddr) is taken off the wall"
        case .registerRollover(let devAddr, let digits):
            "the import register of meter \(devAddr) passes \(String(repeating: "9", count: digits)).999 and begins at 0"
        case .valueCorrected(let devAddr, let correction):
            "the value \(correction.cgcode.rawValue) of meter \(devAddr) at \(time(correction.instant)) "
                + "becomes \(correction.value)"
        case .breakerButton(let devAddr): "the breaker's button is pressed at meter \(devAddr)"
        case .breakerMoved(let devAddr, let isOpen):
            "the breaker of meter \(devAddr) is \(isOpen ? "opened" : "closed") by hand"
        case .outage(.dcu(let dcuNo), let span): "the area of DCU \(dcuNo) is without supply for \(Words.span(span))"
        case .outage(.meter(let devAddr), let span): "meter \(devAddr) is without supply for \(Words.span(span))"
        case .ctRatioWrong(let devAddr, let factor):
            "meter \(devAddr) counts \(Words.number(factor)) times too much: its transformer ratio is wrong"
        }
    }
}
