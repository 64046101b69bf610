/// The stable texts (`docs/reference/contract.md`), and the calls for which each failure is possible.
extension Failure {
    /// One failure of each kind, in the order of the contract; variable texts are `<…>`, variable numbers print as `<n>`.
    package static let everyKind: [Failure] = [
        .invalidCredentials, .tokenMissing, .tokenInvalid, .fieldMissing(name: "<name>"),
        .fieldType(name: "<name>", type: "<type>"), .unknownCgcode("<c>"),
        .wrongCategory(cgcode: "<c>", asked: .composite), .wrongCategory(cgcode: "<c>", asked: .single),
        .invalidDate(field: "<field>"), .startAfterEnd, .rangeTooLong, .devListEmpty,
        .devListTooLong(limit: someNumber), .archivesEmpty, .unknownDCU("<n>"), .unknownMeter("<n>"),
        .meterElsewhere("<n>"), .pastEnd,
        .contentType, .controlMode,
        .belowOne(field: "curPage"), .belowOne(field: "pageSize"), .malformedJSON(offset: someNumber),
        .planTooLarge(limit: someNumber), .bodyTooLarge(limit: someNumber), .systemBusy,
    ]

    /// The text with `<n>` in place of a variable number.
    package var template: String {
        message.replacing("\(Self.someNumber)", with: "<n>")
    }

    private static let someNumber = 987_654_321

    /// A regular expression that matches the failure's texts; a device number is any text.
    var textPattern: String {
        switch self {
        case .unknownDCU, .unknownMeter, .meterElsewhere: Shape.pattern(of: message.replacing("<n>", with: "<number>"))
        default: Shape.pattern(of: template)
        }
    }

    package func isPossible(at endpoint: Endpoint, _ dialect: Dialect = Dialect()) -> Bool {
        switch self {
        case .invalidCredentials: endpoint == .getToken
        case .tokenMissing, .tokenInvalid: endpoint != .getToken
        case .unknownCgcode: endpoint.asked != nil
        case .wrongCategory(_, let asked): endpoint.asked == asked
        case .invalidDate, .startAfterEnd: endpoint.hasWindow
        case .rangeTooLong, .belowOne: endpoint.isHistory
        case .devListEmpty, .devListTooLong: endpoint.hasDevList
        case .planTooLarge: endpoint == .readFrozen || endpoint == .readArchive
        case .archivesEmpty: endpoint == .addArchive || endpoint == .removeArchive
        case .unknownDCU: endpoint.isAboutDCU && dialect.unknownDCU == .rejectsCall
        case .controlMode: endpoint == .relay
        case .unknownMeter:
            dialect.unknownMeter == .rejectsCall && endpoint.hasDevList && !endpoint.isHistory
                || dialect.addUnknown == .rejectsCall && endpoint == .addArchive
        case .meterElsewhere: dialect.addElsewhere == .rejectsCall && endpoint == .addArchive
        case .pastEnd: dialect.pastEnd == .error && endpoint.isHistory
        case .contentType: dialect.requireJSONContentType == .yes
        case .fieldMissing, .fieldType, .malformedJSON, .bodyTooLarge, .systemBusy: true
        }
    }
}
