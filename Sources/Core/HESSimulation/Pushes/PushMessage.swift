package import HESContract
package import SimulationKernel

/// One push whose content is decided; ``payload`` renders its bytes, outside any lock.
package struct PushMessage: Sendable {
    /// Number of the push within its world, from 1, which its acknowledgement names.
    ///
    /// 0 until the push leaves.
    package internal(set) var ticket: UInt64 = 0
    package var topic: String
    /// Delay after the push is due.
    package var delay = SimulatedDuration.zero
    /// The number of other plans' pushes that leave before this one; it waits for an hour at most.
    package var waitsForOthers = 0
    /// MQTT quality of service, 0…2.
    package var qos = 1
    package var isRetained = false
    /// The part of the plan's meters that it carries; several entries mean a part of a part, none the whole plan.
    package var parts: [Part] = []
    /// In order, every split that made it, by meters or by rows.
    package var splits: [Part] = []
    /// Whether it carries another plan's name; no answer waits for it.
    package var isForeign = false
    /// Changes of the push, applied in order; pure.
    package var edits: [@Sendable (inout Push) -> Void] = []
    /// Changes of the rendered bytes, applied in order; pure.
    package var corruptions: [@Sendable ([UInt8]) -> [UInt8]] = []
    /// Its status, once it has left in this process.
    package internal(set) var status: Push.Status?
    /// Whether status 02 without rows takes the place of a result that is too large.
    var isEmptied = false
    /// Whether it is the plan's first message, or the first of its last unit, with which the plan counts as published.
    var isFirst = false
    let result: PlanResult
    /// Its bytes, if a snapshot holds them because rules had changed it.
    var rendered: [UInt8]?

    init(of result: PlanResult, topic: String) {
        self.result = result
        self.topic = topic
    }

    package var planID: PlanID { result.plan.id }

    /// Rows to be rendered, about: load profiles count as of a quarter of an hour, rows with demand as five, and what rules
    /// change does not count.
    package var rowCount: Int {
        parts.reduce(result.plan.rowCount) { rows, part in (rows + max(0, part.count - 1)) / max(1, part.count) }
    }

    /// Which part of the result it is, from 0; nil when it is whole, or one of more parts than an integer can count.
    package var part: Part? {
        guard !splits.isEmpty else { return nil }
        var part = Part(index: 0, of: 1)
        for split in splits {
            let (count, isTooLarge) = part.count.multipliedReportingOverflow(by: split.count)
            guard !isTooLarge else { return nil }
            part = Part(index: part.index * split.count + split.index, of: count)
        }
        return part
    }

    package var payload: [UInt8] {
        var rendering = PushRendering(self)
        while true {
            if let bytes = rendering.render(rows: .max) { return bytes }
        }
    }

    /// How many messages an effect may read when it makes `times` of each, so that it makes at most 40 000.
    package static func most(times: Int) -> Int { max(1, 40_000 / max(1, times)) }

    package struct Part: Hashable, Codable, Sendable {
        package var index: Int
        package var count: Int

        package init(index: Int, of count: Int) {
            self.index = index
            self.count = count
        }
    }
}
