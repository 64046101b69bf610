/// Applies the switches to topics and failures.
extension Dialect {
    /// The members that carry the topic (rule R9); §3.8's table calls it topicId.
    func topicKeys(of endpoint: Endpoint) -> [String] {
        switch topicKey {
        case .asExample: [endpoint.topicKey]
        case .topicId: ["topicId"]
        case .topic: ["topic"]
        case .both: ["topicId", "topic"]
        case .asTable: [endpoint == .addArchive ? "topicId" : endpoint.topicKey]
        }
    }

    /// The envelope's code.
    package func code(of failure: Failure) -> Int {
        failure.isAboutToken ? tokenError.code : 500
    }

    /// The HTTP status (rule R2).
    package func httpStatus(of failure: Failure) -> Int {
        if failure.isAboutToken, let status = tokenError.httpStatus { return status }
        guard errorStatus.isMapped else { return 200 }
        if failure.isAboutToken { return 401 }
        return failure == .systemBusy ? 500 : 400
    }
}

extension Failure {
    fileprivate var isAboutToken: Bool {
        self == .tokenMissing || self == .tokenInvalid
    }
}
