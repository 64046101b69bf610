package import HESContract
package import SimulationKernel

/// How an item is named and drawn.
package struct PlotItem: Sendable {
    let name: String
    let unit: String
    /// Decimal places of its values.
    let places: Int
    /// Whether a row tells of the interval that it ends, and so is a step; registers are lines.
    let isOfInterval: Bool
    /// Whether the axis has zero.
    let isFromZero: Bool
    /// Whether its highest value is marked.
    let hasPeak: Bool

    package init(_ cgcode: Cgcode) {
        (name, unit, places) = (cgcode.phrase, cgcode.unit.rawValue, cgcode.unit.decimalPlaces)
        isOfInterval = cgcode.isInstantaneous
        switch cgcode.unit {
        case .kilowatt, .kilovar, .kilovoltAmpere: (isFromZero, hasPeak) = (true, true)
        case .ampere: (isFromZero, hasPeak) = (true, false)
        case .kilowattHour, .kilovarHour, .volt, .none: (isFromZero, hasPeak) = (false, false)
        }
    }

    /// Such as `active power total, kW`.
    var label: String { unit.isEmpty ? name : "\(name), \(unit)" }
}

extension LoadPlot.Row {
    /// A row at the instant whose value it has; a value that is text is read as a number.
    package init(_ row: SingleRow, at instant: SimulatedInstant) {
        let places = row.channel.cgcode.unit.decimalPlaces
        switch row.channel.value {
        case .scaled(let magnitude): self.init(instant: instant, value: magnitude)
        case .pinned(let text), .json(let text):
            self.init(instant: instant, value: PlotNumber.value(text, places: places))
        }
    }
}

extension Cgcode {
    /// Its name in words: `activePowerTotal` is `active power total`, `voltageA` is `voltage A`.
    fileprivate var phrase: String {
        let name = Array("\(self)")
        var words = ""
        for (index, character) in name.enumerated() {
            if character.isUppercase || character.isNumber { words += " " }
            words += index == name.count - 1 ? String(character) : character.lowercased()
        }
        return words
    }
}
