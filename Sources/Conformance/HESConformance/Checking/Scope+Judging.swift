extension Scope {
    /// Fails at the first request with a complaint, is not reached without a request.
    func judgeEach(_ evidence: Evidence, complaint: (ClientRequest) -> String?) -> Finding {
        judgeEach(requests(evidence), complaint: complaint)
    }

    func judgeEach(_ requests: [ClientRequest], complaint: (ClientRequest) -> String?) -> Finding {
        guard !requests.isEmpty else { return .notReached("no \(words) was seen") }
        for request in requests {
            if let wrong = complaint(request) { return .fail("\(request.label): \(wrong)", at: [request.seq]) }
        }
        return .pass("\(requests.count) of \(requests.count) did", at: requests.map(\.seq))
    }

    /// As above, for operations that have been answered.
    func judgeEach(_ operations: [Operation], complaint: (Operation) -> String?) -> Finding {
        let done = operations.filter(\.isDone)
        guard !done.isEmpty else { return .notReached("no operation\(place) was answered") }
        for operation in done {
            if let wrong = complaint(operation) { return .fail(wrong, at: operation.seqs) }
        }
        return .pass("the client's report has it", at: done.flatMap(\.seqs))
    }
}
