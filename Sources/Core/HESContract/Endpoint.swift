/// The nine calls of the HES Open API, §3.1–3.9 of the document, in its order.
package enum Endpoint: String, CaseIterable, Hashable, Codable, Sendable {
    case getToken, readFrozen, readSingle, historyFrozen, historySingle, relay, readArchive, addArchive, removeArchive

    package static let root = "/apis/openapi"

    package var path: String {
        switch self {
        case .getToken: "/apis/openapi/getToken"
        case .readFrozen: "/apis/openapi/meter/readFrozen"
        case .readSingle: "/apis/openapi/meter/readSingle"
        case .historyFrozen: "/apis/openapi/meter/historyFrozen"
        case .historySingle: "/apis/openapi/meter/historySingle"
        case .relay: "/apis/openapi/meter/relay"
        case .readArchive: "/apis/openapi/dcu/readArchive"
        case .addArchive: "/apis/openapi/dcu/addArchive"
        case .removeArchive: "/apis/openapi/dcu/removeArchive"
        }
    }

    /// The section of the document that describes the call.
    package var clause: String {
        switch self {
        case .getToken: "§3.1"
        case .readFrozen: "§3.2"
        case .readSingle: "§3.3"
        case .historyFrozen: "§3.4"
        case .historySingle: "§3.5"
        case .relay: "§3.6"
        case .readArchive: "§3.7"
        case .addArchive: "§3.8"
        case .removeArchive: "§3.9"
        }
    }

    /// - Parameter path: without query.
    package init?(path: some StringProtocol) {
        guard let endpoint = Self.ofPath[String(path)] else { return nil }
        self = endpoint
    }

    private static let ofPath = Dictionary(uniqueKeysWithValues: allCases.map { ($0.path, $0) })
}

/// The order of the raw values.
extension Endpoint: Comparable {
    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
