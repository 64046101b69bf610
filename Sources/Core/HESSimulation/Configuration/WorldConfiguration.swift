package import HESContract
package import SimulationKernel

/// Everything that makes one tenant's world what it is at its start; the same value gives the same run.
package struct WorldConfiguration: Sendable {
    package var tenantCode: String
    package var users: [User]
    package var seed: UInt64
    package var start: SimulatedInstant
    package var zone: WorldZone
    package var tokenLifetime: SimulatedDuration
    package var mqttAuth: MQTTAuth
    package var limits: Limits
    package var timing: Timing
    /// The head-end has collected rows from here on.
    package var historyFrom: SimulatedInstant
    package var collection: CollectionRule
    package var dcus: [DCUConfiguration]
    package var meterGroups: [MeterGroup]
    /// In the order of the file, in which they act.
    package var faults: [FaultRule]
    package var events: [FieldEvent]
    package var dialect: Dialect

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

    /// Codes that stand in its topics: its own, and the other one that its dialect may publish under.
    package var topicCodes: [String] {
        dialect.topicTenant.isEverForeign ? [tenantCode, Dialect.foreignCode(of: tenantCode)] : [tenantCode]
    }

    package var callLimits: CallLimits { CallLimits(maxMeters: limits.maxMeters, dialect) }

    /// Of the plan's push.
    package func topic(of planID: PlanID, endpoint: Endpoint) -> String {
        dialect.topic(of: planID, endpoint: endpoint, tenantCode: tenantCode)
    }

    /// A meter remembers ten years of rows before the head-end's history.
    var earliestRow: SimulatedInstant { historyFrom - .days(3650) }

    /// A random span that depends on the seed and on what it is about, never on what was drawn before.
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

/// What the head-end takes at most; beyond it a call fails, visibly.
package struct Limits: Hashable, Sendable {
    package var maxMeters: Int
    package var maxPageSize: Int
    package var maxPlansInFlight: Int
    /// Rows of one push: it must fit MQTT's 256 MiB (MQTT 3.1.1 §2.2.3), and be made in a second or two.
    package var maxRowsPerPlan = 100_000
    /// Reads that may wait for their DCUs' media, over all plans.
    package var maxReadsInFlight = 2_000_000

    package init(maxMeters: Int = 500, maxPageSize: Int = 1000, maxPlansInFlight: Int = 100_000) {
        self.maxMeters = maxMeters
        self.maxPageSize = maxPageSize
        self.maxPlansInFlight = maxPlansInFlight
    }
}

package struct Timing: Hashable, Sendable {
    package var replyDelay: Distribution
    /// From the answer to the push, at the earliest (rule R8).
    package var pushDelay: Distribution
    /// Nil: as the meter's link has it.
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
