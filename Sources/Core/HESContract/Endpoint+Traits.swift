extension Endpoint {
    /// The category of cgcodes that the call takes; nil if it takes none.
    var asked: Cgcode.Category? {
        switch self {
        case .readFrozen, .historyFrozen: .composite
        case .readSingle, .historySingle: .single
        case .getToken, .relay, .readArchive, .addArchive, .removeArchive: nil
        }
    }

    var hasDevList: Bool { asked != nil || self == .relay }
    var hasWindow: Bool { self == .readFrozen || isHistory }
    var isHistory: Bool { self == .historyFrozen || self == .historySingle }
    var isAboutDCU: Bool { self == .readArchive || self == .addArchive || self == .removeArchive }

    /// Whether the answer names a plan, whose result is pushed later.
    package var makesPlan: Bool { self != .getToken && !isHistory }

    /// The fields of the call that the journal tells: neither the token nor the secrets of a login.
    package var fieldNames: [String] {
        let meters = hasDevList ? ["devList"] : []
        let item = asked == nil ? [] : ["cgcode"]
        let window = hasWindow ? ["start", "end"] : []
        let page = isHistory ? ["curPage", "pageSize"] : []
        let own: [String] =
            switch self {
            case .getToken: ["tenantCode", "username"]
            case .relay: ["controlMode"]
            case .readArchive: ["dcuNo"]
            case .addArchive, .removeArchive: ["dcuNo", "archives"]
            case .readFrozen, .readSingle, .historyFrozen, .historySingle: []
            }
        return meters + item + window + page + own
    }

    /// The call's name in component names, such as `ReadFrozen`.
    var typeName: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }

    /// One line about the call.
    package var summary: String {
        switch self {
        case .getToken: "Obtain a token."
        case .readFrozen: "Read frozen registers or the load profile from meters."
        case .readSingle: "Read one item from meters."
        case .historyFrozen: "Page through collected frozen data."
        case .historySingle: "Page through collected values of one item."
        case .relay: "Open or close circuit breakers."
        case .readArchive: "Read the meters of a DCU's archive."
        case .addArchive: "Put meters into a DCU's archive."
        case .removeArchive: "Take meters out of a DCU's archive."
        }
    }
}
