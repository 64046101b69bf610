/// Why a call failed, by whether it may be sent again.
enum CallFailure: Error, CustomStringConvertible {
    /// Not carried out: the HES rejected the token.
    case tokenRejected(String)
    /// Not carried out: the HES refused the call.
    case rejected(code: Int, message: String)
    /// Not carried out: the HES is busy or unavailable for now.
    case busy(retryAfter: Duration?)
    /// It is unknown whether the HES carried it out.
    case unclear(String)

    /// Whether the HES certainly did nothing.
    var isDefinite: Bool {
        if case .unclear = self { return false }
        return true
    }

    var description: String {
        switch self {
        case .tokenRejected(let message): "the token was rejected: \(message)"
        case .rejected(_, let message) where message.hasPrefix("HTTP "): message
        case .rejected(let code, let message): "the HES refused with code \(code): \(message)"
        case .busy: "the HES is busy"
        case .unclear(let reason): reason
        }
    }
}
