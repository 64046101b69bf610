import HESContract
import HESMeterModel
import HESSimulation
import SimulationKernel

/// A member of an effect as the kind of fault reads it.
///
/// Its default stands here alone: the value that the kind gets, the schema's text and the documentation's come from it.
struct Parameter<Value: Sendable>: Sendable {
    let declaration: FaultParameter
    private let read: @Sendable (FaultArguments.Value?) -> Value

    /// One that every rule gives.
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

    /// One that may be absent.
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

    /// One whose absence has a meaning of its own, which the summary tells.
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

/// How a value of type `Value` stands among the arguments.
struct ParameterForm<Value: Sendable>: Sendable {
    let form: FaultParameter.Form
    let argument: @Sendable (Value) -> FaultArguments.Value
    /// Nil when the argument has another form.
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
    /// A value as the documentation writes it.
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
