package import HESContract

/// Selects journal entries: an entry must match every field that is set.
package struct JournalFilter: Sendable {
    package var kind: String?
    package var planID: String?
    package var endpoint: Endpoint?
    package var devAddr: String?

    package init() {}

    package func holds(for entry: JournalEntry) -> Bool {
        (kind.map { $0 == entry.kind.name } ?? true)
            && (planID.map { $0 == entry.kind.planID?.description } ?? true)
            && (endpoint.map { $0 == entry.kind.endpoint } ?? true)
            && (devAddr.map { entry.kind.names($0) } ?? true)
    }
}

extension JournalEntry.Kind {
    /// Every `kind` of an entry.
    package static let names = [
        "http", "fault", "plan", "push", "puback", "token", "clock", "broker", "client", "field",
    ]

    var endpoint: Endpoint? {
        switch self {
        case .http(let note): note.endpoint
        case .plan(_, let endpoint, _): endpoint
        case .fault(let note): note.endpoint
        default: nil
        }
    }

    /// Whether its request, its rule, its push or its event names the meter.
    package func names(_ meter: String) -> Bool {
        switch self {
        case .http(let note): note.request?.names(meter) ?? false
        case .push(let note): note.devAddrs.contains(meter)
        case .fault(let note): note.devAddrs.contains(meter)
        case .field(_, let devAddr, _): devAddr == meter
        default: false
        }
    }
}
