import JSON

/// Schemas of the values within rows.
extension Dialect {
    var isOpen: Bool { unknownFields == .present }

    var devAddr: JSONValue {
        let text = "Device number."
        switch devAddrType {
        case .string: return Shape.text.described(text)
        case .number:
            // Device numbers that are not digits stay text.
            return Shape.any(of: [Shape.integer(from: 0), Shape.text("[^0-9]")]).described(
                text + " Leading zeros are lost."
            )
        }
    }

    var timestamp: JSONValue {
        switch timestampUnit {
        case .milliseconds: Shape.integer().described("Milliseconds since the Unix epoch.")
        case .seconds: Shape.integer().described("Seconds since the Unix epoch.")
        case .string: Shape.text("^-?[0-9]+$").described("Milliseconds since the Unix epoch, as decimal digits.")
        }
    }

    /// Codes that share a unit and a number of decimal places, with the schemas of both.
    func unitGroups(of cgcodes: [Cgcode]) -> [(cgcodes: [Cgcode], unit: JSONValue, value: JSONValue)] {
        var groups: [(cgcodes: [Cgcode], unit: String, places: Int)] = []
        for cgcode in cgcodes {
            let unit = unit(of: cgcode)
            if let index = groups.firstIndex(where: { $0.unit == unit }) {
                groups[index].cgcodes.append(cgcode)
            } else {
                groups.append(([cgcode], unit, decimalPlaces(of: cgcode)))
            }
        }
        return groups.map { ($0.cgcodes, Shape.constant(.string($0.unit)), value(places: $0.places)) }
    }

    private func value(places: Int) -> JSONValue {
        switch valueType {
        case .number: ["type": "number"]
        case .string: Shape.text(places == 0 ? "^-?[0-9]+$" : "^-?[0-9]+\\.[0-9]{\(places)}$")
        }
    }

    /// The schema of a value of any unit.
    var value: JSONValue {
        let text = valueType == .string ? "Decimal digits, their number by the unit." : "The value."
        return (valueType == .string ? Shape.text : ["type": "number"]).described(text)
    }

    func units(of cgcodes: [Cgcode]) -> JSONValue {
        var units: [String] = []
        for unit in cgcodes.map({ unit(of: $0) }) where !units.contains(unit) { units.append(unit) }
        return Shape.one(of: units).described("Unit of the value.")
    }
}
