import HESContract
import HESMeterModel
import HESRuntime
import HESSimulation
import HTTPTypes
import Hummingbird
import JSON

/// `/_sim/plans`, `/_sim/dcus`, `/_sim/meters`: the true state of the field, which answers of the API may misreport.
struct FieldRoutes {
    let simulator: Simulator
    private static let limit = QueryParameter.integer("limit", in: 1...1000, about: "Meters.")
    private static let offset = QueryParameter.integer("offset", in: 0...Int.max, about: "Meters that are skipped.")
    static let metersQuery = [limit.json, offset.json]

    func plan(_ request: Request, context: BasicRequestContext) throws -> ControlReply {
        let world = try request.world(in: simulator)
        let text = try context.parameters.require("planId")
        let found = world.read { headEnd, _ -> (endpoint: Endpoint, phase: Plan.Phase)? in
            guard let id = PlanID(parsing: text), let phase = headEnd.plans.phase(of: id) else { return nil }
            return headEnd.plans.endpoint(of: id).map { ($0, phase) }
        }
        guard let found else {
            throw ControlFailure(
                status: .notFound,
                message: "no plan '\(text)'",
                hint: "the last 10 000 that ended are kept"
            )
        }
        return ControlReply {
            $0.key("planId")
            $0.string(text)
            $0.key("endpoint")
            $0.string(found.endpoint.rawValue)
            $0.key("phase")
            $0.string(found.phase.rawValue)
        }
    }

    func dcus(_ request: Request) throws -> ControlReply {
        let world = try request.world(in: simulator)
        return world.read { headEnd, _ in
            ControlReply {
                $0.key("dcus")
                $0.array { writer in
                    for (index, dcu) in headEnd.plant.dcus.enumerated() {
                        writer.dcu(dcu, meterCount: headEnd.plant.meterCount(ofDCU: index))
                    }
                }
            }
        }
    }

    func meters(_ request: Request) throws -> ControlReply {
        let world = try request.world(in: simulator)
        let limit = try request.value(of: Self.limit) ?? 100
        let offset = try request.value(of: Self.offset) ?? 0
        return world.read { headEnd, _ in
            let numbers = headEnd.configuration.numbers(from: offset, limit: limit)
            return ControlReply {
                $0.key("total")
                $0.integer(headEnd.configuration.meterCount)
                $0.key("meters")
                $0.array { writer in
                    for number in numbers {
                        guard let meter = headEnd.plant.meter(number) else { continue }
                        writer.object { $0.meter(meter, of: headEnd) }
                    }
                }
            }
        }
    }

    func meter(_ request: Request, context: BasicRequestContext) throws -> ControlReply {
        let world = try request.world(in: simulator)
        let devAddr = try context.parameters.require("devAddr")
        // Brings the head-end to the clock's instant, at which the values are made.
        world.runDue()
        let reply: ControlReply? = world.read { headEnd, _ in
            guard let meter = headEnd.plant.meter(devAddr) else { return nil }
            return ControlReply {
                $0.meter(meter, of: headEnd)
                $0.key("values")
                $0.object { writer in for row in headEnd.values(of: meter) { writer.value(row) } }
            }
        }
        guard let reply else { throw ControlFailure(status: .notFound, message: "no meter '\(devAddr)'") }
        return reply
    }
}

extension WorldConfiguration {
    /// Number of meters at the world's start.
    fileprivate var meterCount: Int { meterGroups.reduce(0) { $0 + $1.count } }

    /// Device numbers of at most `limit` meters from `offset` on, in the order of the scenario.
    fileprivate func numbers(from offset: Int, limit: Int) -> [String] {
        var skip = offset
        var numbers: [String] = []
        for group in meterGroups where numbers.count < limit {
            guard skip < group.count else {
                skip -= group.count
                continue
            }
            let end = min(group.count, skip + limit - numbers.count)
            numbers += (skip..<end).map { MeterNumbers.number(group.first, plus: $0) }
            skip = 0
        }
        return numbers
    }
}

extension JSONWriter {
    fileprivate mutating func dcu(_ dcu: DCUConfiguration, meterCount: Int) {
        object {
            $0.key("dcuNo")
            $0.string(dcu.dcuNo)
            $0.key("link")
            $0.string(dcu.link.rawValue)
            $0.key("meters")
            $0.integer(meterCount)
        }
    }

    fileprivate mutating func meter(_ meter: FieldMeter, of headEnd: borrowing HeadEnd) {
        key("devAddr")
        string(meter.devAddr)
        key("dcuNo")
        if let membership = meter.membership { string(headEnd.plant.dcus[membership.dcu].dcuNo) } else { null() }
        key("enabled")
        bool(meter.membership?.isEnabled ?? false)
        key("installed")
        bool(meter.isInstalled(at: headEnd.now))
        key("supplied")
        bool(!meter.supply.isOut(at: headEnd.now))
        key("breaker")
        string(headEnd.breaker(of: meter.devAddr))
        key("interval")
        integer(meter.traits.intervalMinutes)
    }

    fileprivate mutating func value(_ row: SingleRow) {
        key(row.channel.cgcode.rawValue)
        switch row.channel.value {
        case .scaled(let magnitude): decimalString(magnitude, places: row.channel.cgcode.unit.decimalPlaces)
        case .pinned(let text): string(text)
        case .json(let text): number(text)
        }
    }
}
