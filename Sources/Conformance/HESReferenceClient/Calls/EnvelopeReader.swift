import HESContract
import JSON

/// Reads `{code, msg, data}` of an answer, in any of the dialects.
struct EnvelopeReader: Sendable {
    let defects: Defects

    /// - Returns: `data`; null without that member.
    func data(of reply: HTTPReply) throws(CallFailure) -> JSONValue {
        if reply.status == 429 { throw .busy(retryAfter: reply.retryAfter) }
        let envelope = Self.json(reply.body)
        crash(ifNeededBy: envelope)
        guard let envelope, let code = envelope.member("code")?.value.wholeNumber else {
            throw Self.withoutEnvelope(reply)
        }
        let data = envelope.member("data")?.value ?? .null
        let isLogin = data.member("token") != nil
        if !isLogin, !Self.hasKnownMembers(envelope), defects.contains(.strictSchema) {
            throw .rejected(code: 0, message: "the answer has an unknown member")
        }
        if reply.status == 200, code == 200 || defects.contains(.httpStatusOnly) { return data }
        throw Self.failure(Int(code), message: envelope.member("msg")?.value.plainText ?? "", in: reply)
    }

    /// Parses JSON behind an optional byte order mark; nil if it is no JSON.
    static func json(_ bytes: [UInt8]) -> JSONValue? {
        let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
        return try? JSONParser.parse(text).value
    }

    /// The defects of ENV-02 and ENV-03.
    private func crash(ifNeededBy envelope: JSONValue?) {
        guard let envelope else {
            if defects.contains(.crashesOnHTML) { Defect.crash() }
            return
        }
        guard case .null? = envelope.member("data")?.value, envelope.member("code")?.value.wholeNumber != 200 else {
            return
        }
        if defects.contains(.nullDereference) { Defect.crash() }
    }

    private static func hasKnownMembers(_ envelope: JSONValue) -> Bool {
        guard case .object(let members) = envelope else { return false }
        return members.allSatisfy { ["code", "msg", "data"].contains($0.key) }
    }

    private static func withoutEnvelope(_ reply: HTTPReply) -> CallFailure {
        switch reply.status {
        case 401: .tokenRejected("HTTP 401")
        case 502...504: .busy(retryAfter: reply.retryAfter)
        case 400..<500: .rejected(code: reply.status, message: "HTTP \(reply.status)")
        default: .unclear("HTTP \(reply.status) with \(reply.body.count) bytes that are no answer")
        }
    }

    private static func failure(_ code: Int, message: String, in reply: HTTPReply) -> CallFailure {
        // Its words may be any, such as the path that is not there.
        if [404, 405].contains(reply.status) {
            return .rejected(code: code, message: "HTTP \(reply.status)" + (message.isEmpty ? "" : ": \(message)"))
        }
        let text = message.lowercased()
        if reply.status == 401 || code == 401 || text.contains("token") { return .tokenRejected(message) }
        let isBusy = text.contains("busy") || [429, 502, 503, 504].contains(code) || (502...504).contains(reply.status)
        if isBusy { return .busy(retryAfter: reply.retryAfter) }
        return .rejected(code: code, message: message)
    }
}
