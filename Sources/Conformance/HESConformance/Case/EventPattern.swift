import HESContract
package import JSON

/// Which events are meant: a kind, and members that must be there.
///
/// An object asks for a part of an object, an array for any of its elements, `"*text*"` for a string
/// with it, everything else for itself; `/` in a key
/// leads further down (`message/op`).
package struct EventPattern: Sendable {
    package let kind: String
    package let members: [(String, JSONValue)]
    /// Only events of this step; without it those of every step but fences.
    package let step: Int?
    /// How many events at least.
    package let count: Int

    package func matches(_ event: EvidenceEvent, step: Int?, isFence: Bool) -> Bool {
        guard event.kind == kind, self.step.map({ $0 == step }) ?? !isFence else { return false }
        return members.allSatisfy { path, wanted in event.value(at: path).map { wanted.isPart(of: $0) } ?? false }
    }

    /// As `2 × http.request endpoint=historySingle`.
    package var description: String {
        let parts = members.map { " \($0.0)=\($0.1.string ?? $0.1.text)" }.joined()
        return (count > 1 ? "\(count) × " : "") + kind + parts + (step.map { " in step \($0)" } ?? "")
    }
}

extension EventPattern {
    init(_ reader: MemberReader, isCounted: Bool = true) {
        kind = reader.string("kind")
        step = reader.optionalInteger("step")
        count = isCounted ? reader.optionalInteger("count") ?? 1 : 1
        let reserved = ["kind", "step", "count", "nth"]
        members = reader.keys.filter { !reserved.contains($0) }.compactMap { key in
            reader.optional(key).map { (key, $0) }
        }
        if !kind.isEmpty, !EvidenceEvent.kinds.contains(kind) {
            reader.problems.addUnknown(
                kind,
                reader.pointer(to: "kind"),
                among: EvidenceEvent.kinds,
                what: "a kind of event"
            )
        }
    }
}

extension EvidenceEvent {
    /// All kinds of `docs/evidence.md`.
    package static let kinds = [
        "case", "step", "step.end", "clock", "token", "fault", "plan", "http.request", "http.reply", "mqtt.connect",
        "mqtt.subscribe", "mqtt.unsubscribe", "mqtt.disconnect", "push", "puback", "driver.sent", "driver.received",
        "driver.noise", "driver.stderr", "driver.exit", "driver.timeout", "driver.protocol", "error", "end",
    ]

    /// `json/devList` leads to a member of a member; digits lead into an array.
    package func value(at path: String) -> JSONValue? {
        let keys = path.split(separator: "/").map(String.init)
        guard let first = keys.first, let value = self[first] else { return nil }
        return keys.dropFirst().reduce(value) { $0?[child: $1] }
    }
}
