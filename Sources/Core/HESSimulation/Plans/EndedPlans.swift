import BinaryCoding
import HESContract
import SimulationKernel

/// The records of the last plans that ended, and the number of all that ended.
struct EndedPlans: Sendable {
    private static let capacity = 10_000
    /// The most meter numbers that the records hold on to; beyond it the oldest tell no meters any more.
    private static let heaviest = 1_000_000
    /// Why the plans of a restarted head-end have no result.
    static let forgotten = "the head-end forgot the plan"

    /// A ring, in the order in which the plans ended.
    private var records: [PlanRecord] = []
    /// Where the record of a plan is in the ring.
    private var places: [PlanID: Int] = [:]
    private var oldest = 0
    /// How many of the oldest tell no meters any more.
    private var lightenedCount = 0
    private var weight = 0
    /// Over the world's life.
    private(set) var publishedCount = 0
    private(set) var failedCount = 0

    subscript(id: PlanID) -> PlanRecord? { places[id].map { records[$0] } }

    mutating func add(_ plan: Plan, as phase: Plan.Phase, at now: SimulatedInstant) {
        var record = PlanRecord(plan)
        (record.phase, record.endedAt) = (.published, now)
        remember(record)
        if phase == .failed { fail(plan.id, because: Self.forgotten, at: now) } else { publishedCount += 1 }
    }

    /// The push of a plan that ended was lost; a second loss counts no more while the plan is remembered.
    mutating func fail(_ id: PlanID, because reason: String, at now: SimulatedInstant) {
        let place = places[id]
        if let place {
            guard records[place].phase != .failed else { return }
            records[place].phase = .failed
            records[place].reason = reason
            records[place].endedAt = now
        }
        failedCount += 1
    }

    /// The newest first.
    func newest(atMost limit: Int, where holds: (Endpoint, Plan.Phase) -> Bool) -> [PlanRecord] {
        var found: [PlanRecord] = []
        for record in (records[oldest...] + records[..<oldest]).reversed() where found.count < limit {
            if holds(record.endpoint, record.phase) { found.append(record) }
        }
        return found
    }

    private mutating func remember(_ record: PlanRecord) {
        weight += record.weight
        if records.count < Self.capacity {
            places[record.id] = records.count
            records.append(record)
        } else {
            replaceOldest(by: record)
        }
        while weight > Self.heaviest, lightenedCount < records.count - 1 { lightenNext() }
        assert(places.count == records.count, "every ended plan has one place in the ring")
    }

    private mutating func replaceOldest(by record: PlanRecord) {
        weight -= records[oldest].weight
        places[records[oldest].id] = nil
        places[record.id] = oldest
        records[oldest] = record
        oldest = (oldest + 1) % Self.capacity
        lightenedCount = max(0, lightenedCount - 1)
    }

    private mutating func lightenNext() {
        let place = (oldest + lightenedCount) % records.count
        weight -= records[place].weight
        records[place].devAddrs = nil
        records[place].failed = []
        lightenedCount += 1
    }
}

/// Packed by hand, as there are up to ``capacity``: the oldest first, then the counts.
extension EndedPlans: Codable {
    init(from decoder: any Decoder) throws {
        let reader = BinaryReader(try decoder.singleValueContainer().decode([UInt8].self))
        (publishedCount, failedCount) = (Int(try reader.signed()), Int(try reader.signed()))
        var ordinal: Int64 = 0
        while !reader.isAtEnd {
            ordinal &+= try reader.signed()
            remember(try reader.planRecord(PlanID(ordinal: ordinal, form: try reader.planIDForm())))
        }
    }

    func encode(to encoder: any Encoder) throws {
        let writer = BinaryWriter()
        writer.write(Int64(publishedCount))
        writer.write(Int64(failedCount))
        var last: Int64 = 0
        for plan in records[oldest...] + records[..<oldest] {
            writer.write(plan.id.ordinal - last)
            writer.write(form: plan.id.form)
            last = plan.id.ordinal
            writer.write(plan)
        }
        var container = encoder.singleValueContainer()
        try container.encode(writer.bytes)
    }
}
