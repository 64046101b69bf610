extension DialectCatalogue {
    /// The dialect of a pack; nil where there is none of the name.
    package static func dialect(ofPack name: String) -> Dialect? {
        guard let pack = packs.first(where: { $0.name == name }) else { return nil }
        var dialect = Dialect()
        for (key, value) in pack.values { all.first { $0.name == key }?.set(&dialect, to: value) }
        return dialect
    }

    /// The switches that do not stand at their default: `key: value`.
    static func deviations(of dialect: Dialect) -> [String] {
        all.compactMap { known in
            let value = known.value(in: dialect)
            return value == known.values.first ? nil : "\(known.name): \(value)"
        }
    }
}
