/// The meaning of each value for rows and members.

extension Dialect.RowOrder {
    package var isShuffled: Bool {
        switch self {
        case .stable: false
        case .shuffled: true
        }
    }
}

extension Dialect.WindowEnd {
    package var isIncluded: Bool {
        switch self {
        case .inclusive: true
        case .exclusive: false
        }
    }
}

extension Dialect.HistoryLimit {
    /// Whether the limit also applies to the age of a window's start.
    package var concernsAge: Bool {
        switch self {
        case .span, .truncate: false
        case .spanAndAge: true
        }
    }
}

extension Dialect.DevAddrType {
    var isNumber: Bool {
        switch self {
        case .string: false
        case .number: true
        }
    }
}

extension Dialect.ChannelOrder {
    package var isShuffled: Bool {
        switch self {
        case .fixed, .extra: false
        case .shuffled: true
        }
    }

    var hasUnknownChannel: Bool {
        switch self {
        case .fixed, .shuffled: false
        case .extra: true
        }
    }
}

extension Dialect.PowerUnit {
    var isBase: Bool {
        switch self {
        case .kilo: false
        case .base: true
        }
    }
}

extension Dialect.FreezeStamp {
    package var isJittered: Bool {
        switch self {
        case .exact: false
        case .jitter: true
        }
    }
}

extension Dialect.ProfileStamp {
    package var isStartOfInterval: Bool {
        switch self {
        case .end: false
        case .start: true
        }
    }
}

extension Dialect.FieldOrder {
    var isShuffled: Bool {
        switch self {
        case .fixed: false
        case .shuffled: true
        }
    }
}

extension Dialect.UnknownFields {
    var arePresent: Bool {
        switch self {
        case .none: false
        case .present: true
        }
    }
}

extension Dialect.ByteOrderMark {
    /// The byte order mark of UTF-8, or no bytes.
    var bytes: [UInt8] {
        switch self {
        case .no: []
        case .yes: [0xEF, 0xBB, 0xBF]
        }
    }
}

extension Dialect.RequireJSONContentType {
    var isRequired: Bool {
        switch self {
        case .no: false
        case .yes: true
        }
    }
}

extension Dialect.ReasonHeader {
    package var isSent: Bool {
        switch self {
        case .yes: true
        case .no: false
        }
    }
}
