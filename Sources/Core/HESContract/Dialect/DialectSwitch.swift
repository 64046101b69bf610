/// One key of a dialect: its values, with getter and setter.
package struct DialectSwitch: Sendable {
    package let name: String
    /// The choice that the document leaves open, with its clause.
    package let gap: String
    /// The default first.
    package let values: [String]
    private let setValue: @Sendable (inout Dialect, String) -> Void
    private let getValue: @Sendable (Dialect) -> String

    package func set(_ dialect: inout Dialect, to value: String) { setValue(&dialect, value) }
    package func value(in dialect: Dialect) -> String { getValue(dialect) }

    init<Value: RawRepresentable & CaseIterable & Sendable>(
        _ name: String,
        at path: any WritableKeyPath<Dialect, Value> & Sendable,
        gap: String
    ) where Value.RawValue == String {
        self.name = name
        self.gap = gap
        values = Value.allCases.map(\.rawValue).filter { $0 != Dialect.TopicTenant.foreignAsExample.rawValue }
        setValue = { dialect, text in
            if let value = Value(rawValue: text) { dialect[keyPath: path] = value }
        }
        getValue = { $0[keyPath: path].rawValue }
    }
}
