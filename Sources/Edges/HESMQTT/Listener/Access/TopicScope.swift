/// The topics that a session may use: all, those of some tenants, or none.
///
/// Compares bytes: topics are not normalised (MQTT 3.1.1 §4.7.3).
struct TopicScope: Sendable, Hashable {
    /// Empty for all topics, and for none.
    let tenantCodes: [String]
    /// Nil for all topics.
    private let roots: [[UInt8]]?

    static let everything = TopicScope(tenantCodes: [], roots: nil)

    /// Nil for an admission without any topic.
    init?(_ admission: MQTTAdmission) {
        switch admission {
        case .everything: self = .everything
        case .topics(let codes, _) where !codes.isEmpty: self.init(uniting: [admission])
        case .topics, .refused: return nil
        }
    }

    /// Everything that any of the admissions allows; no topic when all of them are refusals.
    init(uniting admissions: [MQTTAdmission]) {
        var (codes, roots) = ([String](), [String]())
        for admission in admissions {
            switch admission {
            case .everything:
                self = .everything
                return
            case .topics(let more, let moreRoots):
                codes += more.filter { !codes.contains($0) }
                roots += more.map { "/\($0)" } + moreRoots
            case .refused: break
            }
        }
        self.init(tenantCodes: codes, roots: roots.map { Array($0.utf8) })
    }

    private init(tenantCodes: [String], roots: [[UInt8]]?) {
        (self.tenantCodes, self.roots) = (tenantCodes, roots)
    }

    var isEverything: Bool { roots == nil }

    func allows(topic: some Collection<UInt8>) -> Bool {
        guard let roots else { return true }
        return roots.contains { root in
            topic.starts(with: root) && (topic.count == root.count || isLevelEnd(topic, after: root.count))
        }
    }

    /// Whether the filter matches only topics of the scope: no wildcard comes before the end of a tenant's root.
    func allows(filter: some Collection<UInt8>) -> Bool {
        guard !isEverything else { return true }
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
