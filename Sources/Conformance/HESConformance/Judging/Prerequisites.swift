import HESContract
import JSON

/// What must have been observed before anything is judged; a client that says `ok` without traffic stops here.
struct Prerequisites {
    private let testCase: Case
    private let evidence: Evidence

    init(of testCase: Case, in evidence: Evidence) {
        self.testCase = testCase
        self.evidence = evidence
    }

    /// Such as "waited for 20 × http.request endpoint=readSingle, saw 1 (getToken 1, readSingle 1)"; nil if all were
    /// observed.
    var missing: String? {
        for pattern in testCase.prerequisites {
            let seen = evidence.matching(pattern).count
            guard seen < pattern.count else { continue }
            let unheard = evidence.pushes.first { $0.request?.isFence == false && !$0.isSubscribed }?.unheard
            return "waited for \(pattern.description), saw \(seen) (\(traffic))" + (unheard.map { ". \($0)" } ?? "")
        }
        return nil
    }

    /// What the client did send, counted in the order in which it came up.
    private var traffic: String {
        var counts: [(name: String, count: Int)] = []
        for event in evidence.events {
            let name: String
            switch event.kind {
            case .mqttSubscribe: name = "SUBSCRIBE"
            case .httpRequest(let request): name = request.endpoint?.rawValue ?? "unknown path"
            default: continue
            }
            if let index = counts.firstIndex(where: { $0.name == name }) {
                counts[index].count += 1
            } else {
                counts.append((name, 1))
            }
        }
        let words = counts.map { "\($0.name) \($0.count)" }
        return words.isEmpty ? "no traffic" : words.joined(separator: ", ")
    }
}
