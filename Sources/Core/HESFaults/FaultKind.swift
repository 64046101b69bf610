package import HESSimulation

/// One `effect.type` of the scenario format: what it is called, what it takes, what it does.
///
/// The scenario's decoder, its schema, `scenario explain` and the documentation's table all read it from here.
package struct FaultKind: Sendable {
    package let type: String
    package let layer: FaultLayer
    /// Completes "…: " in one clause, for people.
    package let summary: String
    package let parameters: [FaultParameter]
    private let makeEffect: @Sendable (FaultArguments) -> FaultEffect

    init(
        _ type: String,
        _ layer: FaultLayer,
        _ summary: String,
        _ parameters: [FaultParameter] = [],
        make: @escaping @Sendable (FaultArguments) -> FaultEffect
    ) {
        self.type = type
        self.layer = layer
        self.summary = summary
        self.parameters = parameters
        makeEffect = make
    }

    /// `arguments` hold every required parameter, in its form.
    package func effect(_ arguments: FaultArguments) -> FaultEffect {
        makeEffect(arguments)
    }
}

/// Where a fault acts.
package enum FaultLayer: String, CaseIterable, Sendable {
    case field, reply, push, session, broker
}
