package import HESSimulation

/// One `effect.type` of the scenario format: its name, its parameters and the effect that it makes.
///
/// The scenario's decoder, its schema, `scenario explain` and the documentation's table are derived from it.
package struct FaultKind: Sendable {
    package let type: String
    package let layer: FaultLayer
    /// Describes the fault in one clause that follows "…: ".
    package let summary: String
    package let parameters: [FaultParameter]
    private let makeEffect: @Sendable (FaultArguments) -> FaultEffect

    /// `parameters` are in the order of the documentation; `make` gets a value for each, in that order.
    init<each Value: Sendable>(
        _ type: String,
        layer: FaultLayer,
        summary: String,
        parameters: repeat Parameter<each Value>,
        make: @escaping @Sendable (repeat each Value) -> FaultEffect
    ) {
        self.type = type
        self.layer = layer
        self.summary = summary
        var declarations: [FaultParameter] = []
        for parameter in repeat each parameters { declarations.append(parameter.declaration) }
        self.parameters = declarations
        // A closure captures a tuple, but not a pack.
        let parameters = (repeat each parameters)
        makeEffect = { arguments in make(repeat (each parameters).value(in: arguments)) }
    }

    /// The effect of a rule with these arguments.
    ///
    /// Traps unless `arguments` has every required parameter, and each argument its parameter's form; the decoder ensures that.
    package func effect(with arguments: FaultArguments) -> FaultEffect {
        makeEffect(arguments)
    }
}

/// Where a fault acts.
package enum FaultLayer: String, CaseIterable, Sendable {
    case field, reply, push, session, broker
}
