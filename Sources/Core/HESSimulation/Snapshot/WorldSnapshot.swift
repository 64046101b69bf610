import BinaryCoding
import HESContract
package import SimulationKernel

/// A world as it was between two inputs, so that a replay needs only the inputs after it.
///
/// A copy of the values: taking one costs little, encoding it does not, and belongs outside any lock.
package struct WorldSnapshot: Sendable {
    /// Of the world as the scenario makes it, as that of ``RecordedInput``.
    package let tenantCode: String
    private let headEnd: HeadEnd
    private let mode: ClockMode?
    private let replacement: Replacement?

    /// The number of this layout; bytes of another one are refused.
    ///
    /// To be raised when a declaration of what is saved changes: a golden file shows it.
    package static let layout = 5

    /// `mode` is the clock mode that the control API set last, nil if it set none; `replacement` what it put in the place of the
    /// scenario's world; `tenantCode` that world's, nil if it is the head-end's own.
    package init(
        of headEnd: HeadEnd,
        mode: ClockMode?,
        replacement: Replacement? = nil,
        tenantCode: String? = nil
    ) {
        self.headEnd = headEnd
        self.mode = mode
        self.replacement = replacement
        self.tenantCode = tenantCode ?? headEnd.configuration.tenantCode
    }

    package var instant: SimulatedInstant { headEnd.now }

    /// What is encoded.
    fileprivate struct Saved: Codable {
        let preface: SnapshotPreface
        let headEnd: HeadEnd.Saved
    }

    /// Takes time linear in the state; evaluates the rows of answers that rules may repeat, and pushes that rules changed.
    package func encoded() throws -> [UInt8] {
        let preface = SnapshotPreface(
            layout: Self.layout,
            mode: mode,
            replacement: replacement.map { .init(document: $0.document, start: $0.configuration.start) },
            armed: headEnd.rules.all.compactMap(\.rule.notation)
        )
        return try BinaryEncoder().encode(Saved(preface: preface, headEnd: headEnd.saved))
    }
}

/// What must be known of a snapshot before its head-end can be read.
private struct SnapshotPreface: Codable {
    struct Document: Codable {
        let document: [UInt8]
        let start: SimulatedInstant
    }

    let layout: Int
    let mode: ClockMode?
    let replacement: Document?
    /// The rules that were armed while the world ran, as text.
    let armed: [String]
}

extension Replay {
    /// Begins with a snapshot's state.
    ///
    /// `configuration` is the scenario's, also if the world was replaced.
    ///
    /// - Throws: ``SnapshotError`` or `BinaryError` for bytes of another layout or configuration.
    package init(
        _ configuration: WorldConfiguration,
        snapshot bytes: [UInt8],
        notation: ScenarioNotation = .none
    ) throws {
        var decoder = BinaryDecoder()
        let layout = try decoder.decodeFirst(Int.self, from: bytes)
        guard layout == WorldSnapshot.layout else {
            throw SnapshotError(reason: "it has layout \(layout), this hes-sim reads \(WorldSnapshot.layout)")
        }
        let preface = try decoder.decodeFirst(SnapshotPreface.self, from: bytes)
        let replacement = try preface.replacement.map { saved in
            guard let read = notation.readDocument(saved.document, saved.start) else {
                throw SnapshotError(reason: "its document of PUT /_sim/scenario cannot be read any more")
            }
            return read
        }
        let world = try SnapshotWorld(
            replacement?.configuration ?? configuration,
            armed: preface.armed,
            notation: notation
        )
        if let key = CodingUserInfoKey.snapshotWorld { decoder.userInfo[key] = world }
        let saved = try decoder.decode(WorldSnapshot.Saved.self, from: bytes)
        var headEnd = world.headEnd
        try headEnd.restore(saved.headEnd, in: world)
        self.init(headEnd, mode: preface.mode, replacement: replacement, notation: notation)
    }
}

extension HeadEnd {
    /// The parts that change, in the order in which they are encoded.
    struct Saved: Codable {
        fileprivate let tokens: TokenTable.Saved
        fileprivate let plant: MeterPlant.Saved
        fileprivate let plans: PlanEngine.Saved
        fileprivate let pushes: PushQueue.Saved
        fileprivate let rules: ArmedRules.Saved
        fileprivate let broker: BrokerOutages.Saved
        fileprivate let replies: ReplyQueue.Saved
        fileprivate let history: HistoryStore.Saved
        fileprivate let timeline: Timeline.Saved
        fileprivate let life: Int64
        fileprivate let happened: [HappenedEvent]
    }

    fileprivate var saved: Saved {
        Saved(
            tokens: tokens.saved,
            plant: plant.saved,
            plans: plans.saved,
            pushes: pushes.saved,
            rules: rules.saved,
            broker: broker.saved,
            replies: replies.saved,
            history: history.saved,
            timeline: timeline.saved,
            life: life,
            happened: happened
        )
    }

    fileprivate mutating func restore(_ saved: Saved, in world: SnapshotWorld) throws(SnapshotError) {
        let (maker, zone, dialect) = (maker, configuration.zone, configuration.dialect)
        tokens.restore(saved.tokens)
        plant.restore(saved.plant)
        plans.restore(saved.plans)
        pushes.keepsMessages = true
        try pushes.restore(saved.pushes) { PlanResult(plan: $0, maker: maker, zone: zone, dialect: dialect) }
        try rules.restore(saved.rules, by: world.rule)
        broker.restore(saved.broker)
        replies.restore(saved.replies)
        history.restore(saved.history)
        timeline.restore(saved.timeline)
        life = saved.life
        happened = saved.happened
    }
}

/// A snapshot that does not fit the configuration or this hes-sim.
package struct SnapshotError: Error, Hashable, Sendable, CustomStringConvertible {
    package let reason: String

    package init(reason: String) {
        self.reason = reason
    }

    package var description: String { reason }
}

extension CodingUserInfoKey {
    /// The ``SnapshotWorld``, for what a snapshot only names.
    fileprivate static let snapshotWorld = CodingUserInfoKey(rawValue: "world")
}

extension Decoder {
    /// The world to which what is read belongs.
    var snapshotWorld: SnapshotWorld {
        get throws {
            guard let world = CodingUserInfoKey.snapshotWorld.flatMap({ userInfo[$0] as? SnapshotWorld }) else {
                throw damage("the world is not given")
            }
            return world
        }
    }

    func damage(_ reason: String) -> DecodingError {
        .dataCorrupted(.init(codingPath: codingPath, debugDescription: reason))
    }
}
