/// Why a call gave nothing, by whether it may be sent again.
enum CallFailure: Error, CustomStringConvertible {
    /// Not carried out, for the token's sake.
    case tokenRejected(String)
    /// Not carried out: the HES said no.
    case rejected(code: Int, message: String)
    /// Not carried out now.
    case busy(retryAfter: Duration?)
    /// Nobody knows whether it was carried out.
    case unclear(String)

    var isWorthRepeating: Bool {
        switch self {
        case .busy, .unclear: true
        case .tokenRejected, .rejected: false
        }
    }

    /// Whether the HES certainly did nothing.
    var isDefinite: Bool {
        if case .unclear = self { return false }
        return true
    }

    var description: String {
        switch self {
        case .tokenRejected(let message): "the token was rejected: \(message)"
        case .rejected(let code, let message): "the HES refused with code \(code): \(message)"
        case .busy: "the HES is busy"
        case .unclear(let reason): reason
        }
    }
}
