import JSON

extension Endpoint {
    /// The call that a path was probably meant for; nil if none is near.
    package init?(nearestTo path: some StringProtocol) {
        let segments = path.split(separator: "/").map { $0.lowercased() }
        // A name that is spelled right says more than the path around it.
        let named = Self.allCases.first { endpoint in segments.contains(endpoint.rawValue.lowercased()) }
        guard let found = named ?? Self.near(String(path)) ?? segments.last.flatMap(Self.named) else { return nil }
        self = found
    }

    private static func near(_ path: String) -> Endpoint? {
        Suggestion.nearest(to: path, among: allCases.map(\.path)).flatMap { Endpoint(path: $0) }
    }

    private static func named(like name: String) -> Endpoint? {
        Suggestion.nearest(to: name, among: allCases.map(\.rawValue)).flatMap { Endpoint(rawValue: $0) }
    }
}

extension CallRequest {
    /// What was probably meant by a request that is none of the nine calls; nil if that is not known.
    package var hint: String? {
        if case .encoded(let encoding) = target { return encoding.hint }
        return Endpoint(nearestTo: path).map { "did you mean POST \($0.path)?" }
    }
}
