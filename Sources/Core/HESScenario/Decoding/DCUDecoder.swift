import HESContract
import HESSimulation
import JSON

/// `dcus`: data concentrators with the meters of their archives.
struct DCUDecoder {
    let meters: MeterDecoder

    func decode(_ places: [Place]) -> (dcus: [DCUConfiguration], groups: [PlacedGroup]) {
        var dcus: [DCUConfiguration] = []
        var groups: [PlacedGroup] = []
        var numbers: Set<String> = []
        for place in places {
            guard let reader = place.object() else { continue }
            let number = reader.required("dcuNo", about: "Number of the DCU; every number once.")?.nonEmptyString()
            let link = LinkDecoder().decode(
                reader.optional("link", about: "How the DCU reaches its meters.", default: "instant")
            )
            let commType = reader.optional(
                "commType",
                about: "commType of its meters; by their link where it is absent."
            )?
            .nonEmptyString()
            let meterPlaces = reader.optional("meters", about: "The meters of the DCU's archive.")?.elements() ?? []
            _ = reader.optional("note", about: "For people; without effect.")?.string()
            reader.finish()
            groups += meterPlaces.compactMap { meters.decode($0, dcu: dcus.count) }
            guard let number else { continue }
            if !numbers.insert(number).inserted {
                place.complain(expected: "every dcuNo once", found: "\"\(number)\" again")
            }
            var dcu = DCUConfiguration(dcuNo: number, link: link?.medium ?? .instant, commType: commType)
            dcu.firstPass = link?.firstPass
            dcus.append(dcu)
        }
        return (dcus, groups)
    }
}
