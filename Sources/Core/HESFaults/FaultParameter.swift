package import HESContract
import HESMeterModel
package import SimulationKernel

/// A member of an effect.
package struct FaultParameter: Sendable {
    package enum Form: Sendable {
        case duration
        /// Also before zero: `"-7s"`.
        case signedDuration
        case distribution
        case integer(ClosedRange<Int>)
        case number(ClosedRange<Double>)
        case text
        case flag
        case choice([String])
        case phase
        case cgcode
        case cgcodes
        case json
        /// An object of strings.
        case headers
        /// One line of printable ASCII.
        case headerValue
        /// A whole number of pushes, or a duration as text.
        case countOrDuration
    }

    package let name: String
    package let form: Form
    package let isRequired: Bool
    package let summary: String

    init(_ name: String, _ form: Form, isRequired: Bool = true, _ summary: String) {
        self.name = name
        self.form = form
        self.isRequired = isRequired
        self.summary = summary
    }

    static func optional(_ name: String, _ form: Form, _ summary: String) -> Self {
        Self(name, form, isRequired: false, summary)
    }
}

/// What a scenario gave for an effect's parameters.
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

    func duration(_ name: String) -> SimulatedDuration? {
        if case .duration(let duration) = values[name] { duration } else { nil }
    }

    func distribution(_ name: String) -> Distribution {
        if case .distribution(let distribution) = values[name] { distribution } else { .constant(.zero) }
    }

    func integer(_ name: String) -> Int? {
        if case .integer(let number) = values[name] { number } else { nil }
    }

    func number(_ name: String) -> Double? {
        if case .number(let number) = values[name] { number } else { nil }
    }

    func text(_ name: String) -> String? {
        if case .text(let text) = values[name] { text } else { nil }
    }

    func flag(_ name: String) -> Bool? {
        if case .flag(let flag) = values[name] { flag } else { nil }
    }

    /// `A`, `B` or `C`.
    func phase(_ name: String) -> Phase {
        switch text(name) {
        case "B": .b
        case "C": .c
        default: .a
        }
    }

    func cgcodes(_ name: String) -> [Cgcode] {
        if case .cgcodes(let codes) = values[name] { codes } else { [] }
    }

    func json(_ name: String) -> JSONValue {
        if case .json(let value) = values[name] { value } else { .null }
    }

    func headers(_ name: String) -> [(name: String, value: String)] {
        if case .headers(let headers) = values[name] { headers } else { [] }
    }
}
