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

    /// `meaning` is what the stamp stands for.
    func timestamp(meaning: String) -> JSONValue {
        switch timestampUnit {
        case .milliseconds: Shape.integer().described("Milliseconds since the Unix epoch." + meaning)
        case .seconds: Shape.integer().described("Seconds since the Unix epoch." + meaning)
        case .string:
            Shape.text("^-?[0-9]+$").described("Milliseconds since the Unix epoch, as decimal digits." + meaning)
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
        return groups.map { group in
            let zeros = group.cgcodes[0].unit.isEnergy ? energyStep.zeros : 0
            return (
                group.cgcodes, Shape.constant(.string(group.unit)), value(places: group.places - zeros, zeros: zeros)
            )
        }
    }

    /// Of a value with `places` digits behind the point, and zeros behind those.
    private func value(places: Int, zeros: Int) -> JSONValue {
        guard valueType == .string else { return ["type": "number"] }
        switch decimals {
        case .perItem: return Shape.text(Self.pattern(places: places, zeros: zeros))
        case .three: return Shape.text(Self.pattern(places: places, zeros: 3 - places))
        case .stripped:
            return Shape.text(places == 0 ? "^-?[0-9]+$" : "^-?[0-9]+(\\.[0-9]{0,\(places - 1)}[1-9])?$")
        }
    }

    private static func pattern(places: Int, zeros: Int) -> String {
        guard places + zeros > 0 else { return "^-?[0-9]+$" }
        let digits = places == 0 ? "" : "[0-9]{\(places)}"
        return "^-?[0-9]+\\." + digits + String(repeating: "0", count: zeros) + "$"
    }

    /// The schema of a value of any unit.
    var value: JSONValue {
        let digits =
            switch decimals {
            case .perItem: "Decimal digits, their number by the unit."
            case .three: "Decimal digits, three behind the point."
            case .stripped: "Decimal digits, without zeros at their end."
            }
        let text = valueType == .string ? digits : "The value."
        return (valueType == .string ? Shape.text : ["type": "number"]).described(text)
    }

    func units(of cgcodes: [Cgcode]) -> JSONValue {
        var units: [String] = []
        for unit in cgcodes.map({ unit(of: $0) }) where !units.contains(unit) { units.append(unit) }
        return Shape.one(of: units).described("Unit of the value.")
    }
}
