package import HESContract
package import JSON
package import SimulationKernel

/// The values that a scenario gives for an effect's parameters, by their names.
package struct FaultArguments: Sendable {
    package enum Value: Sendable {
        case duration(SimulatedDuration)
        case distribution(Distribution)
        case integer(Int)
        case number(Double)
        case text(String)
        case flag(Bool)
        case cgcodes([Cgcode])
        case json(JSONValue)
        case headers([(name: String, value: String)])
    }

    private var values: [String: Value] = [:]

    package init() {}

    package subscript(name: String) -> Value? {
        get { values[name] }
        set { values[name] = newValue }
    }
}
