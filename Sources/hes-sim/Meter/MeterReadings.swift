import HESContract
import HESMeterModel
import HESSimulation
import JSON
import SimulationKernel

/// The values of one meter of a world, with the units and decimal places of the default dialect.
struct MeterReadings {
    private let meter: MeterSnapshot
    private let maker: RowMaker
    private let zone: WorldZone

    init(_ devAddr: String, in world: WorldConfiguration) throws {
        guard let meter = MeterPlant(world).meter(devAddr) else {
            throw CommandFailure.failed("no meter '\(devAddr)'")
        }
        self.meter = MeterSnapshot(meter)
        maker = RowMaker(world)
        zone = world.zone
    }

    /// The load-profile rows of the day that holds the instant, both midnights included.
    func day(of instant: SimulatedInstant) -> [CompositeRow] {
        let date = zone.date(at: instant)
        let grid = FreezeGrid.profile(minutes: meter.meter.intervalMinutes)
        let indices = grid.indices(
            from: zone.startOfDay(date),
            through: zone.startOfDay(date.adding(days: 1)),
            in: zone
        )
        return maker.compositeRows(.loadProfile, of: meter, at: indices.map { grid.instant(of: $0, in: zone) })
    }

    func text(at instant: SimulatedInstant) -> String {
        let lines = values(at: instant).map { cgcode, value in
            "\(cgcode.rawValue)  \(padLeft(value, to: 12)) \(padRight(cgcode.unit.rawValue, to: 5)) \(cgcode)"
        }
        return (["\(meter.devAddr) at \(zone.civilTime(at: instant))", ""] + lines).joined(separator: "\n")
    }

    func csv(at instant: SimulatedInstant) -> String {
        let lines = values(at: instant).map { cgcode, value in
            "\(meter.devAddr),\(zone.civilTime(at: instant)),\(cgcode.rawValue),\(value),\(cgcode.unit.rawValue)"
        }
        return (["devAddr,time,cgcode,value,unit"] + lines).joined(separator: "\n")
    }

    private func values(at instant: SimulatedInstant) -> [(Cgcode, String)] {
        Cgcode.allCases.filter { $0.category == .single }.flatMap { cgcode in
            maker.singleRows(cgcode, of: meter, at: [instant]).map { (cgcode, $0.channel.text) }
        }
    }
}

extension ChannelValue {
    /// The value as text, with the decimal places of the default dialect.
    var text: String {
        switch value {
        case .pinned(let text), .json(let text): return text
        case .scaled(let magnitude):
            var writer = JSONWriter()
            writer.decimalString(magnitude, places: cgcode.unit.decimalPlaces)
            return String(decoding: writer.bytes.dropFirst().dropLast(), as: UTF8.self)
        }
    }

    /// The value in the unit's last printed digit; 0 for a pinned value.
    var magnitude: Int64 {
        guard case .scaled(let magnitude) = value else { return 0 }
        return magnitude
    }
}

func padLeft(_ text: String, to width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
}

func padRight(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
}
