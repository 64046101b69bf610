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
