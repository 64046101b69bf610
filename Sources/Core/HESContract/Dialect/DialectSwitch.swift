/// One key of a dialect: its values, and how to set it.
package struct DialectSwitch: Sendable {
    package let name: String
    /// What the document leaves open, with its clause.
    package let gap: String
    /// The default first.
    package let values: [String]
    /// Values of the format that this version does not carry out.
    package let planned: [String]
    private let setValue: @Sendable (inout Dialect, String) -> Void
    private let getValue: @Sendable (Dialect) -> String

    package func set(_ dialect: inout Dialect, to value: String) { setValue(&dialect, value) }
    package func value(in dialect: Dialect) -> String { getValue(dialect) }

    init<Value: RawRepresentable & CaseIterable & Sendable>(
        _ name: String,
        _ path: any WritableKeyPath<Dialect, Value> & Sendable,
        _ gap: String,
        planned: [String] = []
    ) where Value.RawValue == String {
        self.name = name
        self.gap = gap
        self.planned = planned
        values = Value.allCases.map(\.rawValue)
        setValue = { dialect, text in
            if let value = Value(rawValue: text) { dialect[keyPath: path] = value }
        }
        getValue = { $0[keyPath: path].rawValue }
    }

    /// A key of which only the default is carried out yet.
    init(planned name: String, _ values: [String], _ gap: String) {
        self.name = name
        self.gap = gap
        self.values = Array(values.prefix(1))
        planned = Array(values.dropFirst())
        setValue = { _, _ in }
        getValue = { _ in values[0] }
    }
}
