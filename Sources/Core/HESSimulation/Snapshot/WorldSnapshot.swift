import BinaryCoding
import HESContract
package import SimulationKernel

/// A world as it was between two inputs, so that a replay needs only the inputs after it.
///
/// A copy of the values: taking one costs little, encoding it does not, and belongs outside any lock.
package struct WorldSnapshot: Sendable {
    private let headEnd: HeadEnd
    private let mode: ClockMode?

    /// The number of this layout; bytes of another one are refused.
    ///
    /// To be raised when a declaration of what is saved changes: a golden file shows it.
    package static let layout = 1

    /// `mode` is the clock mode that the control API set last; nil if it set none.
    package init(of headEnd: HeadEnd, mode: ClockMode?) {
        self.headEnd = headEnd
        self.mode = mode
    }

    package var tenantCode: String { headEnd.configuration.tenantCode }
    package var instant: SimulatedInstant { headEnd.now }

    /// What is encoded.
    fileprivate struct Saved: Codable {
        let layout: Int
        let mode: ClockMode?
        let headEnd: HeadEnd.Saved
    }

    /// Takes time linear in the state; evaluates the rows of answers that rules may repeat, and pushes that rules changed.
    package func encoded() throws -> [UInt8] {
        try BinaryEncoder().encode(Saved(layout: Self.layout, mode: mode, headEnd: headEnd.saved))
    }
}

extension Replay {
    /// Begins with a snapshot's state.
    ///
    /// - Throws: ``SnapshotError`` or `BinaryError` for bytes of another layout or configuration.
    package init(_ configuration: WorldConfiguration, snapshot bytes: [UInt8]) throws {
        var decoder = BinaryDecoder()
        let fresh = HeadEnd(configuration)
        if let key = CodingUserInfoKey.snapshotWorld { decoder.userInfo[key] = fresh }
        let layout = try decoder.decodeFirst(Int.self, from: bytes)
        guard layout == WorldSnapshot.layout else {
            throw SnapshotError(reason: "it has layout \(layout), this hes-sim reads \(WorldSnapshot.layout)")
        }
        let saved = try decoder.decode(WorldSnapshot.Saved.self, from: bytes)
        var headEnd = fresh
        try headEnd.restore(saved.headEnd)
        self.init(headEnd, mode: saved.mode)
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
            timeline: timeline.saved
        )
    }

    fileprivate mutating func restore(_ saved: Saved) throws(SnapshotError) {
        let (maker, zone, dialect) = (maker, configuration.zone, configuration.dialect)
        tokens.restore(saved.tokens)
        plant.restore(saved.plant)
        plans.restore(saved.plans)
        pushes.keepsMessages = true
        try pushes.restore(saved.pushes) { PlanResult(plan: $0, maker: maker, zone: zone, dialect: dialect) }
        guard rules.restore(saved.rules) else { throw SnapshotError(reason: "it has counts of other rules") }
        broker.restore(saved.broker)
        replies.restore(saved.replies)
        history.restore(saved.history)
        timeline.restore(saved.timeline)
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
    /// The world as the configuration makes it, for what a snapshot only names.
    fileprivate static let snapshotWorld = CodingUserInfoKey(rawValue: "world")
}

extension Decoder {
    /// The world as the configuration makes it.
    var snapshotWorld: HeadEnd {
        get throws {
            guard let world = CodingUserInfoKey.snapshotWorld.flatMap({ userInfo[$0] as? HeadEnd }) else {
                throw damage("the world is not given")
            }
            return world
        }
    }

    func damage(_ reason: String) -> DecodingError {
        .dataCorrupted(.init(codingPath: codingPath, debugDescription: reason))
    }
}
