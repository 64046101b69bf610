import HESContract
package import HESSimulation
import JSON
package import SimulationKernel

/// What the meters of a world really show at an instant, and what its scenario does to them.
///
/// A copy: it is asked outside the world's lock.
package struct FieldTruth: Sendable {
    /// A meter that is in an archive, or was.
    package struct Place: Sendable {
        let meter: FieldMeter
        let isBreakerOpen: Bool
    }

    package let places: [Place]
    package let failures: [StoryFailure]
    package let now: SimulatedInstant
    /// Whether the head-end has every row at once, but for the rules.
    let isHistoryComplete: Bool
    private let maker: RowMaker
    package let zone: WorldZone

    /// - Parameters:
    ///   - headEnd: the world, brought to the clock's instant.
    ///   - known: meters that may have left their archive meanwhile.
    package init(_ headEnd: borrowing HeadEnd, known: [String]) {
        let plant = headEnd.plant
        let present = plant.dcus.indices.flatMap { plant.archive(ofDCU: $0).map(\.devAddr) }
        var seen: Set<String> = []
        var places: [Place] = []
        for devAddr in present + known where seen.insert(devAddr).inserted {
            guard let meter = plant.meter(devAddr) else { continue }
            places.append(Place(meter: meter, isBreakerOpen: headEnd.breaker(of: devAddr) != "closed"))
        }
        self.places = places
        (now, zone) = (headEnd.now, headEnd.configuration.zone)
        maker = RowMaker(headEnd.configuration)
        isHistoryComplete = headEnd.configuration.collection.share >= 1
        let rules = headEnd.rules
        failures =
            rules.all.map { armed in
                StoryFailure(armed) { rules.isAbout(armed.rule, meter: $0, in: plant) }
            } + headEnd.configuration.events.compactMap { StoryFailure($0) }
    }

    /// The rows of a meter at freezes, in ascending order.
    func rows(_ item: Cgcode, of place: Place, at stamps: [SimulatedInstant]) -> [CompositeRow] {
        maker.compositeRows(item, of: MeterSnapshot(place.meter), at: stamps)
    }

    /// A value of a meter at any instant.
    func value(_ cgcode: Cgcode, of place: Place, at stamp: SimulatedInstant) -> ChannelValue? {
        maker.reading(cgcode, of: MeterSnapshot(place.meter), at: stamp)?.channel
    }
}

extension ChannelValue {
    /// The decimal as the default dialect writes it.
    var decimal: String {
        switch value {
        case .pinned(let text), .json(let text): return text
        case .scaled(let magnitude):
            var writer = JSONWriter()
            writer.decimalString(magnitude, places: cgcode.unit.decimalPlaces)
            return String(decoding: writer.bytes.dropFirst().dropLast(), as: UTF8.self)
        }
    }

    /// Whether a collected text is this value, in any way of writing it.
    func isWritten(_ text: String) -> Bool {
        text == decimal || Self.shortest(text) == Self.shortest(decimal)
    }

    /// Without zeros that say nothing.
    private static func shortest(_ text: String) -> Substring {
        var rest = text.first == "+" ? text.dropFirst() : text[...]
        guard rest.contains(".") else { return rest }
        while rest.last == "0" { rest = rest.dropLast() }
        return rest.last == "." ? rest.dropLast() : rest
    }
}
