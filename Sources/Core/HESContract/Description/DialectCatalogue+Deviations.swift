extension DialectCatalogue {
    /// The switches that do not stand at their default: `key: value`.
    static func deviations(of dialect: Dialect) -> [String] {
        all.compactMap { known in
            let value = known.value(in: dialect)
            return value == known.values.first ? nil : "\(known.name): \(value)"
        }
    }
}
