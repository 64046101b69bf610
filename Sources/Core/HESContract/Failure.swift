import JSON

/// Why a call was rejected; the texts are stable (`contract.md` §5).
package enum Failure: Error, Hashable, Codable, Sendable {
    case invalidCredentials
    case tokenMissing
    case tokenInvalid
    case fieldMissing(name: String)
    case fieldType(name: String, type: String)
    case unknownCgcode(String)
    case wrongCategory(cgcode: String, asked: Cgcode.Category)
    case invalidDate(field: String)
    case startAfterEnd
    case rangeTooLong
    case devListEmpty
    case devListTooLong(limit: Int)
    case archivesEmpty
    case unknownDCU(String)
    case unknownMeter(String)
    /// In the archive of another DCU.
    case meterElsewhere(String)
    case pastEnd
    case contentType
    case controlMode
    case belowOne(field: String)
    case malformedJSON(offset: Int)
    case bodyTooLarge(limit: Int)
    /// Lasting: the same call is refused again.
    case planTooLarge(limit: Int)
    case systemBusy

    package var message: String {
        switch self {
        case .invalidCredentials: "invalid credentials"
        case .tokenMissing: "token missing"
        case .tokenInvalid: "token invalid or expired"
        case .fieldMissing(let name): "field '\(name)' missing"
        case .fieldType(let name, let type): "field '\(name)' must be \(type)"
        case .unknownCgcode(let code): "unknown cgcode '\(Rejection.excerpt(code))'"
        case .wrongCategory(let code, let asked): "cgcode '\(code)' is not \(asked.rawValue)"
        case .invalidDate(let field): "invalid date '\(field)'"
        case .startAfterEnd: "start is after end"
        case .rangeTooLong: "range exceeds half a year"
        case .devListEmpty: "devList empty"
        case .devListTooLong(let limit): "devList has more than \(limit) meters"
        case .archivesEmpty: "archives empty"
        case .unknownDCU(let number): "unknown dcu '\(Rejection.excerpt(number))'"
        case .unknownMeter(let devAddr): "unknown meter '\(Rejection.excerpt(devAddr))'"
        case .meterElsewhere(let devAddr): "meter '\(Rejection.excerpt(devAddr))' is in another dcu"
        case .pastEnd: "curPage is past the last page"
        case .contentType: "Content-Type must be application/json"
        case .controlMode: "controlMode must be 1 or 2"
        case .belowOne(let field): "\(field) must be at least 1"
        case .malformedJSON(let offset): "malformed JSON at byte \(offset)"
        case .bodyTooLarge(let limit): "body larger than \(limit) bytes"
        case .planTooLarge(let limit): "plan has more than \(limit) rows"
        case .systemBusy: "system busy"
        }
    }
}
