import HESContract
import HESMeterModel
import JSON

/// `profiles`: the scenario's own kinds of customer, in addition to the shipped ones.
struct ProfileDecoder {
    func decode(_ place: Place?) -> [String: LoadProfile] {
        var profiles: [String: LoadProfile] = [:]
        for base in LoadProfile.Base.allCases { profiles[base.rawValue] = .standard(base) }
        guard let reader = place?.object() else { return profiles }
        place?.note("propertyNames", as: ["not": ["enum": .words(LoadProfile.Base.allCases.map(\.rawValue))]])
        for (name, place) in reader.named() {
            if LoadProfile.Base(rawValue: name) != nil {
                place.complain(expected: "a name other than the shipped profiles'", found: "\"\(name)\"")
            }
            profiles[name] = profile(place)
        }
        return profiles
    }

    private func profile(_ place: Place) -> LoadProfile? {
        guard let reader = place.object() else { return nil }
        let base = reader.optional("base", about: "The shipped profile that has everything else.")
            .choice(default: LoadProfile.Base.household)
        var profile = LoadProfile.standard(base)
        if let kilowattHours = reader.optional("annualKWh", about: "Energy of a year.")?.number(in: 0...100_000_000) {
            profile.annualWattHours = Int64((kilowattHours * 1000).rounded())
        }
        if let place = reader.optional("phases")?.note("enum", as: [1, 3]), let phases = place.integer(in: 1...3) {
            if phases == 2 { place.complain(expected: "1 or 3") }
            profile.phases = phases
        }
        if let volts = reader.optional("voltage", about: "Nominal, in volts.")?.number(in: 50...100_000) {
            profile.nominalDecivolts = Int((volts * 10).rounded())
        }
        if let factor = reader.optional("powerFactor")?.number(in: 0.1...1) { profile.powerFactor = factor }
        if let ratio = reader.optional("ctRatio", about: "Of the current transformers.")?.integer(in: 1...10_000) {
            profile.currentTransformerRatio = ratio
        }
        reader.finish()
        return profile
    }
}
