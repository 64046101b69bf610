import HESContract
package import JSON

/// One case of the catalogue, as its file in `Cases/` has it (`docs/reference/evidence.md`).
package struct Case: Sendable {
    /// When the simulator publishes a plan's push.
    package enum Pushes: String, CaseIterable, Sendable {
        /// Held until the client has subscribed to its topic (§4.1 makes clients subscribe after the call).
        case afterSubscribe
        case atOnce
    }

    /// How the case's clock moves while an operation is under way.
    package enum Pace: String, CaseIterable, Sendable {
        /// To the next event that is due.
        case leaps
        /// With the machine's clock; while a client that declares `clock` waits, both clocks go faster.
        case flows
    }

    /// When the clock moves more than a minute on by itself, to an event that is due then.
    package enum LongLeaps: String, CaseIterable, Sendable {
        case atOnce
        /// A second of real time after the last answer or push.
        case afterASecond
        /// Never: the case has a step `advance`.
        case byStepAlone
    }

    /// Such as `READ-01`; permanent, never reused.
    package let id: String
    /// The first version of the catalogue with this form of the case.
    package let since: CatalogueVersion
    /// The last version with it, if a later one asks for more; nil for the form of today.
    package let until: CatalogueVersion?
    package let level: Level
    package let basis: Basis
    /// Such as `O11`, or `practice`.
    package let obligation: String
    /// Section of the vendor's document.
    package let clause: String
    package let title: String
    /// What a client is free to choose, a phrase each.
    package let allowed: [String]
    package let capability: Capability?
    /// Names of dialect packs under which the case runs.
    package let packs: [String]
    /// What a tenant of a scenario file says: `dcus`, `meters`, `faults`, `limits`, `timing`, `history`.
    package let world: JSONValue
    /// Switches that override the pack's.
    package let dialect: JSONValue?
    /// `YYYY-MM-DD HH:mm:ss`, the clock when the case begins.
    package let start: String
    /// Of the HES: an offset such as `+08:00`, or an IANA name.
    package let timeZone: String
    package let pushes: Pushes
    package let pace: Pace
    package let longLeaps: LongLeaps
    /// Real seconds that the client should wait for a result; nil for those of every case.
    package let planSeconds: Int?
    package let steps: [Step]
    /// Ids of rules that need not be delivered.
    package let undelivered: [String]
    /// Events after which a rule must have been delivered, by the rule's id; for other rules these are the prerequisites.
    package let stimuli: [(rule: String, pattern: EventPattern)]
    package let prerequisites: [EventPattern]
    package let checks: [CaseCheck]
    package let hint: String
    /// Defects of the reference client that must fail the case.
    package let mutants: [String]
    package let mutations: [TraceMutation]
    package let neutral: [TraceMutation]
    /// As it stands in the file.
    package let source: JSONValue
}

extension Case {
    /// Of its file, without `.json`: the id, and for an older form the last version that has it (`FORM-04-2026-1`).
    package var fileName: String {
        until.map { "\(id)-\($0.rawValue.replacing(".", with: "-"))" } ?? id
    }

    package func isPart(of version: CatalogueVersion) -> Bool {
        since <= version && version <= until ?? version
    }

    /// Ids of the rules that must be delivered, in the order of `world.faults` and the steps.
    package var requiredRules: [String] {
        let ids = ruleLists.flatMap(Self.rules).compactMap { $0.member("id")?.value.string }
        return ids.filter { !undelivered.contains($0) }
    }

    /// `world.faults` and what the steps arm, each a rule or an array of rules.
    var ruleLists: [JSONValue] {
        let armed = steps.compactMap { step -> JSONValue? in
            if case .faults(let rules) = step.action { rules } else { nil }
        }
        return [world.member("faults")?.value].compactMap(\.self) + armed
    }

    static func rules(_ value: JSONValue) -> [JSONValue] {
        if case .array(let nodes) = value { nodes.map(\.value) } else { [value] }
    }

    /// The packs of a case whose file names none, by its level.
    static func standardPacks(_ level: Level) -> [String] {
        level == .must ? ["default", "tables", "literal"] : ["default"]
    }
}

extension Case: CustomStringConvertible {
    package var description: String { id }
}
