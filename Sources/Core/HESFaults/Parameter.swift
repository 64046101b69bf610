import HESContract
import HESMeterModel
import HESSimulation
import SimulationKernel

/// A typed parameter of a kind of fault.
///
/// The value that the kind gets, the schema's text and the documentation's text all come from its one default.
struct Parameter<Value: Sendable>: Sendable {
    let declaration: FaultParameter
    private let read: @Sendable (FaultArguments.Value?) -> Value

    /// A required parameter.
    init(_ name: String, as form: ParameterForm<Value>, summary: String) {
        declaration = FaultParameter(
            name: name,
            form: form.form,
            isRequired: true,
            defaultValue: nil,
            summary: summary
        )
        read = { given in
            guard let given else { preconditionFailure("no effect is made without its required '\(name)'") }
            return form.value(of: given, named: name)
        }
    }

    /// A parameter with a default.
    ///
    /// The `remark` follows the default in the summary, such as `": at once"`.
    init(_ name: String, as form: ParameterForm<Value>, default standard: Value, summary: String, remark: String = "") {
        let value = form.argument(standard)
        let text = "default \(form.form.text(of: value))\(remark)"
        declaration = FaultParameter(
            name: name,
            form: form.form,
            isRequired: false,
            defaultValue: value,
            summary: summary.isEmpty ? text : "\(summary); \(text)"
        )
        read = { $0.map { form.value(of: $0, named: name) } ?? standard }
    }

    /// A parameter whose absence has a meaning of its own, which the summary states.
    init<Given>(optional name: String, as form: ParameterForm<Given>, summary: String) where Value == Given? {
        declaration = FaultParameter(
            name: name,
            form: form.form,
            isRequired: false,
            defaultValue: nil,
            summary: summary
        )
        read = { $0.map { form.value(of: $0, named: name) } }
    }

    func value(in arguments: FaultArguments) -> Value {
        read(arguments[declaration.name])
    }
}

/// Converts a value of type `Value` to and from an argument.
struct ParameterForm<Value: Sendable>: Sendable {
    let form: FaultParameter.Form
    let argument: @Sendable (Value) -> FaultArguments.Value
    /// nil if the argument has another form.
    private let read: @Sendable (FaultArguments.Value) -> Value?

    init(
        _ form: FaultParameter.Form,
        argument: @escaping @Sendable (Value) -> FaultArguments.Value,
        read: @escaping @Sendable (FaultArguments.Value) -> Value?
    ) {
        self.form = form
        self.argument = argument
        self.read = read
    }

    fileprivate func value(of argument: FaultArguments.Value, named name: String) -> Value {
        guard let value = read(argument) else { preconditionFailure("'\(name)' was decoded in another form") }
        return value
    }
}

extension FaultParameter.Form {
    /// A value in the notation of the documentation.
    fileprivate func text(of value: FaultArguments.Value) -> String {
        switch value {
        case .duration(let duration): duration.text
        case .integer(let number): "\(number)"
        case .number(let number): number == number.rounded() ? "\(Int(number))" : "\(number)"
        case .text(let text): if case .text = self { "'\(text)'" } else { text }
        case .flag(let flag): "\(flag)"
        case .distribution, .cgcodes, .json, .headers: preconditionFailure("a default of this form has no text")
        }
    }
}
