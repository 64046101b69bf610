package import HESContract
package import SimulationKernel

/// What one meter shows, at any instant of its past; pure.
package struct MeterTruth: Sendable {
    private let maker: RowMaker
    private let snapshot: MeterSnapshot

    init(_ snapshot: MeterSnapshot, by maker: RowMaker) {
        (self.maker, self.snapshot) = (maker, snapshot)
    }

    /// The value of an item; nil for one that the meter lacks.
    package func row(_ cgcode: Cgcode, at instant: SimulatedInstant) -> SingleRow? {
        maker.reading(cgcode, of: snapshot, at: instant)
    }

    /// The values of an item at ascending instants, which is cheaper than one after another.
    package func rows(_ cgcode: Cgcode, at instants: [SimulatedInstant]) -> [SingleRow?] {
        maker.readings(cgcode, of: snapshot, at: instants)
    }

    /// Every single value.
    package func rows(at instant: SimulatedInstant) -> [SingleRow] {
        Cgcode.allCases.filter { $0.category == .single }.compactMap { row($0, at: instant) }
    }
}
