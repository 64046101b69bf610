/// The meaning of each value; every `switch` is exhaustive, so that the compiler lists the places for a new value.

extension Dialect.TopicForm {
    package var hasLeadingSlash: Bool {
        switch self {
        case .bare, .hash, .slash, .planOnly, .asTable: true
        case .noLeadingSlash: false
        }
    }

    /// What stands behind the plan's name in the answer; nil if the answer is the name alone.
    package func ending(of endpoint: Endpoint) -> Ending? {
        switch self {
        case .bare, .noLeadingSlash: Ending.none
        case .hash: .hash
        case .slash: .slash
        case .planOnly: nil
        case .asTable: endpoint.hasHashInTable ? .hash : .slash
        }
    }

    package enum Ending: Sendable {
        case none, hash, slash

        /// What the answer's topic has more than the one that is published on: `a/#` also matches `a` (MQTT 3.1.1 §4.7.1.2).
        var onlyAnswered: String {
            switch self {
            case .none, .slash: ""
            case .hash: "/#"
            }
        }

        /// What answer and push have.
        var published: String {
            switch self {
            case .none, .hash: ""
            case .slash: "/"
            }
        }

        /// Whether a subscription to the answer's string hears topics below it.
        package var holdsSubtopics: Bool {
            switch self {
            case .none, .slash: false
            case .hash: true
            }
        }
    }
}

extension Endpoint {
    /// Whether the call's table of return parameters has `/tenantCode/planId/#`, and not `/tenantCode/planId/`.
    fileprivate var hasHashInTable: Bool {
        switch self {
        case .readFrozen, .readSingle, .addArchive: true
        case .relay, .readArchive, .removeArchive, .getToken, .historyFrozen, .historySingle: false
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

extension Dialect.PlanIDForm {
    /// The form of the names of a call's plans.
    package func form(of endpoint: Endpoint) -> PlanID.Form {
        switch self {
        case .sample: .sample
        case .perCall: .call(endpoint.planNumber)
        case .uuid: .uuid
        case .numeric19: .numeric19
        }
    }
}

extension Endpoint {
    /// The number of the call in names of plans `perCall`: in the document's order, without the sample's 003.
    fileprivate var planNumber: UInt8 {
        switch self {
        case .readFrozen: 1
        case .readSingle: 2
        case .relay: 4
        case .readArchive: 5
        case .addArchive: 6
        case .removeArchive: 7
        case .getToken, .historyFrozen, .historySingle: PlanID.Form.sampleNumber
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
    /// Whether a result that is whole is divided.
    package var areSeveral: Bool {
        switch self {
        case .single, .perMeter, .perDcu, .child: false
        case .split, .subtopics: true
        }
    }

    package var haveTopicsOfTheirOwn: Bool {
        switch self {
        case .single, .split, .perMeter, .perDcu: false
        case .subtopics, .child: true
        }
    }

    /// Whether also a whole result comes below the plan's topic.
    package var isWholeBelow: Bool {
        switch self {
        case .single, .split, .subtopics, .perMeter, .perDcu: false
        case .child: true
        }
    }

    /// What is pushed as soon as it is done; nil if the result waits for the last meter.
    package var unit: Unit? {
        switch self {
        case .single, .split, .subtopics, .child: nil
        case .perMeter: .meter
        case .perDcu: .dcu
        }
    }

    package enum Unit: Sendable { case meter, dcu }
}

extension Dialect.PushRetain {
    package var isRetained: Bool {
        switch self {
        case .no: false
        case .yes: true
        }
    }
}

extension Dialect.DevListForm {
    var isTrimmed: Bool {
        switch self {
        case .trimmed: true
        case .literal: false
        }
    }
}

extension Dialect.IntegerStrings {
    var areAccepted: Bool {
        switch self {
        case .accepted: true
        case .refused: false
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
