import HESContract
import HESMeterModel
import HESRuntime
import HESSimulation
import HTTPTypes
import Hummingbird
import JSON
import SimulationKernel

/// `/_sim/dcus`, `/_sim/meters`: the true state of the field, which answers of the API may misreport.
struct FieldRoutes {
    let simulator: Simulator
    private static let limit = QueryParameter.integer("limit", in: 1...1000, about: "Meters.")
    private static let offset = QueryParameter.integer("offset", in: 0...Int.max, about: "Meters that are skipped.")
    static let metersQuery = [limit.json, offset.json]
    private static let dcu = QueryParameter.text("dcu", about: "Only meters that are or were in this DCU's archive.")
    static let statesQuery = [dcu.json, limit.json, offset.json]

    func dcus(_ request: Request) throws -> ControlReply {
        let world = try request.world(in: simulator)
        return world.read { headEnd, _ in
            ControlReply {
                $0.key("dcus")
                $0.array { writer in
                    for (index, dcu) in headEnd.plant.dcus.enumerated() {
                        let troubles = headEnd.troubles(ofDCU: index)
                        writer.dcu(dcu, meterCount: headEnd.plant.meterCount(ofDCU: index), troubles: troubles)
                    }
                }
            }
        }
    }

    /// `/_sim/field`: how the meters stand; rows are counted outside the world's lock.
    func states(_ request: Request) throws -> ControlReply {
        let world = try request.world(in: simulator)
        let limit = try request.value(of: Self.limit) ?? 100
        let offset = try request.value(of: Self.offset) ?? 0
        let dcuNo = try request.value(of: Self.dcu)
        world.runDue()
        if let dcuNo { try Self.check(dcuNo, in: world) }
        let (standings, total, now, zone) = world.read { headEnd, _ in
            let (total, numbers) = Self.numbers(in: headEnd, ofDCU: dcuNo, from: offset, limit: limit)
            return (headEnd.standings(of: numbers), total, headEnd.now, headEnd.configuration.zone)
        }
        return ControlReply {
            $0.key("now")
            $0.string(zone.civilTime(at: now).description)
            $0.key("nowMs")
            $0.integer(now.milliseconds)
            $0.key("total")
            $0.integer(total)
            $0.key("meters")
            $0.array { for standing in standings { $0.standing(standing) } }
        }
    }

    private static func numbers(
        in headEnd: borrowing HeadEnd,
        ofDCU dcuNo: String?,
        from offset: Int,
        limit: Int
    ) -> (total: Int, numbers: [String]) {
        guard let dcu = dcuNo.flatMap({ headEnd.plant.dcu($0) }) else {
            let groups = headEnd.configuration.meterGroups
            return (headEnd.configuration.meterCount, MeterNumbers.numbers(of: groups, from: offset, limit: limit))
        }
        let numbers = headEnd.plant.numbers(ofDCU: dcu, from: offset, limit: limit)
        return (headEnd.plant.meterCount(ofDCU: dcu), numbers)
    }

    private static func check(_ dcuNo: String, in world: World) throws(ControlFailure) {
        let names = world.read { headEnd, _ in headEnd.configuration.dcus.map(\.dcuNo) }
        guard !names.contains(dcuNo) else { return }
        throw ControlFailure(
            status: .notFound,
            message: "no DCU '\(dcuNo)'",
            hint: Suggestion.hint(for: dcuNo, among: names) ?? "GET /_sim/dcus names them"
        )
    }

    func meters(_ request: Request) throws -> ControlReply {
        let world = try request.world(in: simulator)
        let limit = try request.value(of: Self.limit) ?? 100
        let offset = try request.value(of: Self.offset) ?? 0
        return world.read { headEnd, _ in
            let numbers = MeterNumbers.numbers(of: headEnd.configuration.meterGroups, from: offset, limit: limit)
            return ControlReply {
                $0.key("total")
                $0.integer(headEnd.configuration.meterCount)
                $0.key("meters")
                $0.array { writer in
                    for number in numbers {
                        guard let meter = headEnd.plant.meter(number) else { continue }
                        let breaker = headEnd.breaker(of: meter.devAddr)
                        writer.object {
                            $0.meter(meter, dcuNo: headEnd.dcuNo(of: meter), breaker: breaker, at: headEnd.now)
                        }
                    }
                }
            }
        }
    }
}

extension WorldConfiguration {
    /// Number of meters at the world's start.
    fileprivate var meterCount: Int { meterGroups.reduce(0) { $0 + $1.count } }
}

extension JSONWriter {
    fileprivate mutating func standing(_ standing: MeterStanding) {
        object {
            $0.key("devAddr")
            $0.string(standing.devAddr)
            $0.key("dcuNo")
            if let dcuNo = standing.dcuNo { $0.string(dcuNo) } else { $0.null() }
            $0.key("state")
            $0.string(standing.state.rawValue)
        }
    }

    fileprivate mutating func dcu(
        _ dcu: DCUConfiguration,
        meterCount: Int,
        troubles: (outages: [Range<SimulatedInstant>], rules: [FaultRule])
    ) {
        object {
            $0.key("dcuNo")
            $0.string(dcu.dcuNo)
            $0.key("link")
            $0.string(dcu.link.rawValue)
            if let pass = dcu.firstPass {
                $0.key("firstPass")
                $0.node(.decimal(pass.success))
            }
            $0.key("meters")
            $0.integer(meterCount)
            $0.key("outages")
            $0.array { for outage in troubles.outages { $0.outage(outage) } }
            $0.key("faults")
            $0.array { for rule in troubles.rules { $0.rule(rule) } }
        }
    }

    private mutating func outage(_ span: Range<SimulatedInstant>) {
        object {
            $0.key("from")
            $0.integer(span.lowerBound.milliseconds)
            $0.key("until")
            $0.integer(span.upperBound.milliseconds)
        }
    }

    private mutating func rule(_ rule: FaultRule) {
        object {
            $0.key("id")
            $0.string(rule.id)
            $0.key("type")
            $0.string(rule.type)
        }
    }
}
