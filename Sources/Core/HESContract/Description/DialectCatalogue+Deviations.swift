extension DialectCatalogue {
    /// The switches that differ from their default, as `key: value`.
    static func deviations(of dialect: Dialect) -> [String] {
        all.compactMap { known in
            let value = known.value(in: dialect)
            return value == known.values.first ? nil : "\(known.name): \(value)"
        }
    }
}

extension DialectCatalogue {
    /// The default dialect, and every dialect that differs from it in one switch.
    package static var furthest: [Dialect] {
        [Dialect()]
            + all.flatMap { known in
                known.values.dropFirst().map { value in
                    var dialect = Dialect()
                    known.set(&dialect, to: value)
                    return dialect
                }
            }
    }
}
