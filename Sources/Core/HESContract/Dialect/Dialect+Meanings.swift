/// The meaning of each value; every `switch` is exhaustive, so that the compiler lists the places for a new value.

extension Dialect.TopicForm {
    package var hasLeadingSlash: Bool {
        switch self {
        case .bare, .hash, .slash, .planOnly: true
        case .noLeadingSlash: false
        }
    }
}

extension Dialect.TopicTenant {
    /// Whether some topics carry another tenant's code.
    package var isEverForeign: Bool {
        switch self {
        case .own: false
        case .foreign, .foreignAsExample: true
        }
    }
}

extension Dialect.PushTiming {
    /// Whether the push follows the answer without `pushDelay`.
    package var isImmediate: Bool {
        switch self {
        case .afterReply, .beforeReply: false
        case .immediate: true
        }
    }

    package var isAheadOfAnswer: Bool {
        switch self {
        case .afterReply, .immediate: false
        case .beforeReply: true
        }
    }
}

extension Dialect.PushParts {
    package var areSeveral: Bool {
        switch self {
        case .single: false
        case .split, .subtopics: true
        }
    }

    package var haveTopicsOfTheirOwn: Bool {
        switch self {
        case .single, .split: false
        case .subtopics: true
        }
    }
}

extension Dialect.PushRetain {
    package var isRetained: Bool {
        switch self {
        case .no: false
        case .yes: true
        }
    }
}

extension Dialect.TokenError {
    /// The envelope's code.
    var code: Int {
        switch self {
        case .code500: 500
        case .code401, .http401: 401
        }
    }

    /// nil if `errorStatus` decides.
    var httpStatus: Int? {
        switch self {
        case .code500, .code401: nil
        case .http401: 401
        }
    }
}

extension Dialect.ErrorStatus {
    var isMapped: Bool {
        switch self {
        case .http200: false
        case .mapped: true
        }
    }
}

extension Dialect.PageBase {
    /// The number that is echoed for the first page.
    var firstPage: Int {
        switch self {
        case .one: 1
        case .zero: 0
        }
    }
}

extension Dialect.PageClamp {
    var echoesClampedSize: Bool {
        switch self {
        case .echo: true
        case .silent: false
        }
    }
}
