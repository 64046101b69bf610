/// A violation of an invariant, with the two events that prove it: such as a relay call and its repetition.
struct Breach {
    /// In words, without the numbers of the events.
    let what: String
    let first: Int
    let second: Int

    /// A breach of form: the request, and the answer that it got; the request alone if it got none.
    init(_ request: ClientRequest, what: String) {
        self.init("\(request.name): \(what)", from: request.seq, to: request.reply?.seq ?? request.seq)
    }

    init(_ what: String, from first: Int, to second: Int) {
        (self.what, self.first, self.second) = (what, first, second)
    }

    var description: String { first == second ? "#\(first): \(what)" : "#\(first) → #\(second): \(what)" }
}

extension Finding {
    /// Fails by one breach.
    static func broken(_ what: String, from first: Int, to second: Int) -> Finding {
        let breach = Breach(what, from: first, to: second)
        return .fail(breach.description, at: [first, second])
    }

    /// Breaches beyond so many are only counted.
    private static let mostTold = 5

    /// Fails if there are breaches, and is not reached if nothing was there to judge.
    ///
    /// - Parameters:
    ///   - breaches: in the order of events.
    ///   - judged: numbers of the events that were judged.
    ///   - things: what was judged, in the plural.
    /// - Returns: a finding that names the two events of each breach.
    static func of(_ breaches: [Breach], among judged: [Int], things: String) -> Finding {
        guard !judged.isEmpty else { return .notReached("no \(things) were seen, so nothing can be judged") }
        guard !breaches.isEmpty else {
            return .pass("\(judged.count) \(things), none against it", at: Array(judged.prefix(mostTold)))
        }
        let told = breaches.prefix(mostTold)
        let rest = breaches.count > told.count ? "; and \(breaches.count - told.count) more" : ""
        let words = told.map(\.description).joined(separator: "; ")
        let numbers = told.flatMap { $0.first == $0.second ? [$0.first] : [$0.first, $0.second] }
        return .fail("\(words)\(rest) (\(judged.count) \(things))", at: numbers)
    }
}

extension Invariant {
    /// Judges each request by a complaint about it alone; nil is none.
    static func each(
        _ requests: @escaping @Sendable (Traffic) -> [ClientRequest],
        things: String,
        complaint: @escaping @Sendable (ClientRequest) -> String?
    ) -> @Sendable (Traffic) -> Finding {
        { traffic in
            let judged = requests(traffic)
            let breaches = judged.compactMap { request in complaint(request).map { Breach(request, what: $0) } }
            return .of(breaches, among: judged.map(\.seq), things: things)
        }
    }
}
