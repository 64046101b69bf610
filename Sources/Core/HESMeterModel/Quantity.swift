/// A conductor of the supply; a single-phase meter has only `a`.
package enum Phase: Int, CaseIterable, Hashable, Sendable {
    case a
    case b
    case c
}

/// A counter that only rises; import is what the customer takes.
package enum EnergyRegister: Int, CaseIterable, Hashable, Sendable {
    case activeImport
    case activeExport
    case reactiveImport
    case reactiveExport
}

/// A value that can be read from a meter, always an integer in the smallest unit that is printed.
///
/// Voltage 0.1 V · current mA · powers W, var, VA · power factor 0.001 · energy Wh, varh · demand W, var.
package enum Quantity: Hashable, Sendable {
    case voltage(Phase)
    case current(Phase)
    /// nil is the total of the phases, here and in the next three cases.
    case activePower(Phase?)
    case reactivePower(Phase?)
    case apparentPower(Phase?)
    case powerFactor(Phase?)
    case energy(EnergyRegister)
    /// Tariff 1–4; nil is the largest of the four.
    case maximumActiveDemand(tariff: Int?)
    case maximumReactiveDemand

    package var isVoltage: Bool {
        if case .voltage = self { true } else { false }
    }
}
