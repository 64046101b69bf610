/// The topics that a session may use: all, or those of some tenants.
///
/// Compares bytes: topics are not normalised (MQTT 3.1.1 §4.7.3).
struct TopicScope: Sendable, Hashable {
    /// Empty: all topics.
    let tenantCodes: [String]
    private let roots: [[UInt8]]

    /// Nil for an admission without any topic.
    init?(_ admission: MQTTAdmission) {
        switch admission {
        case .everything: (tenantCodes, roots) = ([], [])
        case .topics(let codes, let more) where !codes.isEmpty:
            tenantCodes = codes
            roots = (codes.map { "/\($0)" } + more).map { Array($0.utf8) }
        case .topics, .refused: return nil
        }
    }

    func allows(topic: some Collection<UInt8>) -> Bool {
        roots.isEmpty
            || roots.contains { root in
                topic.starts(with: root) && (topic.count == root.count || isLevelEnd(topic, after: root.count))
            }
    }

    /// Whether the filter matches only topics of the scope: no wildcard comes before the end of a tenant's root.
    func allows(filter: some Collection<UInt8>) -> Bool {
        guard !roots.isEmpty else { return true }
        guard filter.starts(with: Self.share) else { return allows(topic: filter) }
        // $share/{name}/{filter} (MQTT 5 §4.8.2).
        let shared = filter.dropFirst(Self.share.count)
        guard let slash = shared.firstIndex(of: Self.slash), slash != shared.startIndex else { return false }
        return allows(topic: shared[slash...].dropFirst())
    }

    private func isLevelEnd(_ topic: some Collection<UInt8>, after count: Int) -> Bool {
        topic.dropFirst(count).first == Self.slash
    }

    private static let slash = UInt8(ascii: "/")
    private static let share = Array("$share/".utf8)
}
