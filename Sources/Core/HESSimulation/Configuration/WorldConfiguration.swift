package import HESContract
package import JSON
package import SimulationKernel

/// The complete description of one tenant's world at its start; the same value gives the same run.
package struct WorldConfiguration: Sendable {
    package var tenantCode: String
    package var users: [User]
    package var seed: UInt64
    package var start: SimulatedInstant
    package var zone: WorldZone
    package var tokenLifetime: SimulatedDuration
    package var mqttAuth: MQTTAuth
    /// The broker's logins, in place of the users of calls; nil for those.
    package var mqttUsers: [MQTTUser]?
    package var limits: Limits
    package var timing: Timing
    /// The head-end has collected rows from this instant on.
    package var historyFrom: SimulatedInstant
    package var collection: CollectionRule
    package var dcus: [DCUConfiguration]
    package var meterGroups: [MeterGroup]
    /// In the order of the file, in which they take effect.
    package var faults: [FaultRule]
    package var events: [FieldEvent]
    package var dialect: Dialect
    /// The scenario document that made it, with this tenant alone; null for a world that no document made.
    package var document = JSONValue.null
    /// Rows that are answered as another head-end answered them.
    package var recordedRows = RecordedRows()

    package init(
        tenantCode: String,
        users: [User],
        seed: UInt64 = 1,
        start: SimulatedInstant,
        zone: WorldZone = .plusEight,
        tokenLifetime: SimulatedDuration = .seconds(7200),
        mqttAuth: MQTTAuth = .anonymous,
        limits: Limits = Limits(),
        timing: Timing = Timing(),
        historyFrom: SimulatedInstant? = nil,
        collection: CollectionRule = CollectionRule(),
        dcus: [DCUConfiguration] = [],
        meterGroups: [MeterGroup] = [],
        faults: [FaultRule] = [],
        events: [FieldEvent] = [],
        dialect: Dialect = Dialect()
    ) {
        self.tenantCode = tenantCode
        self.users = users
        self.seed = seed
        self.start = start
        self.zone = zone
        self.tokenLifetime = tokenLifetime
        self.mqttAuth = mqttAuth
        self.limits = limits
        self.timing = timing
        self.historyFrom = historyFrom ?? start - Self.defaultHistory
        self.collection = collection
        self.dcus = dcus
        self.meterGroups = meterGroups
        self.faults = faults
        self.events = events
        self.dialect = dialect
    }

    package static let defaultHistory = SimulatedDuration.days(400)

    /// The tenant codes in its topics: its own, and the other one if the dialect may publish under it.
    package var topicCodes: [String] {
        dialect.topicTenant.isEverForeign ? [tenantCode, Dialect.foreignCode(of: tenantCode)] : [tenantCode]
    }

    package var callLimits: CallLimits { CallLimits(maxMeters: limits.maxMeters, dialect) }

    /// Of the plan's push.
    package func topic(of planID: PlanID, endpoint: Endpoint) -> String {
        dialect.topic(of: planID, endpoint: endpoint, tenantCode: tenantCode)
    }

    /// Topics on which a plan's result may begin: its own, and where parts have topics of their own the first of those.
    package func topics(of planID: PlanID, endpoint: Endpoint) -> [String] {
        let own = topic(of: planID, endpoint: endpoint)
        return dialect.pushParts.haveTopicsOfTheirOwn ? [own, Dialect.subtopic(ofPart: 0, below: own)] : [own]
    }

    /// The oldest row that a meter has: ten years before the head-end's history.
    package var earliestRow: SimulatedInstant { historyFrom - .days(3650) }

    /// A random span that depends only on the seed and on `subject`, `word` and `text`, not on earlier draws.
    func sample(
        _ distribution: Distribution,
        about subject: String,
        of word: UInt64,
        for text: String = ""
    ) -> SimulatedDuration {
        if case .constant(let duration) = distribution { return duration }
        return distribution.sample(SeededHash(seed: seed).about(subject).about(word).about(text))
    }
}

package struct User: Hashable, Sendable {
    package var username: String
    package var password: String
    package var secretKey: String

    package init(username: String, password: String, secretKey: String) {
        self.username = username
        self.password = password
        self.secretKey = secretKey
    }
}

/// The head-end's limits; a call beyond one fails visibly.
package struct Limits: Hashable, Sendable {
    package var maxMeters: Int
    package var maxPageSize: Int
    package var maxPlansInFlight: Int
    /// Rows of pushes that wait to be rendered; a plan that finds nothing waiting is accepted however large it is.
    package var maxWaitingRows: Int
    /// Bytes of pushes that wait to be rendered, by ``PushLoad/bytesPerRow``, or to be acknowledged.
    package var maxWaitingBytes: Int
    /// Rows of one push, which must fit MQTT's 256 MiB (MQTT 3.1.1 §2.2.3) and be rendered in a second or two.
    package var maxRowsPerPlan = 100_000
    /// From a plan's acceptance to its end, with what has been read by then; nil for the engine's own
    /// (docs/internals/decisions/0005).
    package var planTimeout: SimulatedDuration?
    /// Bytes of one message, of which a larger one goes by the dialect's `pushOverflow`; nil for no limit but MQTT's.
    package var maxPushBytes: Int?
    /// Reads that may wait for their DCUs' media, over all plans.
    package var maxReadsInFlight = 2_000_000

    package init(
        maxMeters: Int = 500,
        maxPageSize: Int = 1000,
        maxPlansInFlight: Int = 100_000,
        maxWaitingRows: Int = 500_000,
        maxWaitingBytes: Int = 128 << 20
    ) {
        self.maxMeters = maxMeters
        self.maxPageSize = maxPageSize
        self.maxPlansInFlight = maxPlansInFlight
        self.maxWaitingRows = maxWaitingRows
        self.maxWaitingBytes = maxWaitingBytes
    }
}

package struct Timing: Hashable, Sendable {
    package var replyDelay: Distribution
    /// The least time from the answer to the push (rule R8).
    package var pushDelay: Distribution
    /// nil means that of the meter's link.
    package var perMeterRead: Distribution?

    package init(
        replyDelay: Distribution = .constant(.zero),
        pushDelay: Distribution = .constant(.milliseconds(200)),
        perMeterRead: Distribution? = nil
    ) {
        self.replyDelay = replyDelay
        self.pushDelay = pushDelay
        self.perMeterRead = perMeterRead
    }
}
