import JSON

/// The meaning of each value for what a reading is and when it was.

extension Dialect.EmptyWindow {
    /// Whether a meter that answered without a row counts as present and complete.
    package var isSuccess: Bool {
        switch self {
        case .failure: false
        case .success, .emptyRow: true
        }
    }

    /// Whether such a meter has a row without channels.
    package var hasRow: Bool {
        switch self {
        case .failure, .success: false
        case .emptyRow: true
        }
    }
}

extension Dialect.InstantStamp {
    /// Whether the stamp is known only when the plan's last meter is done.
    package var isEndOfPlan: Bool {
        switch self {
        case .meter, .start: false
        case .task: true
        }
    }
}

extension Dialect.SingleHistory {
    /// Whether the rows are those of the load profile.
    package var isOnGrid: Bool {
        switch self {
        case .grid: true
        case .taskReturn, .onDemand: false
        }
    }

    /// Whether rows come some time after the ends of intervals.
    package var isLate: Bool {
        switch self {
        case .grid, .onDemand: false
        case .taskReturn: true
        }
    }

    /// Whether the head-end reads meters without being asked.
    package var isCollected: Bool {
        switch self {
        case .grid, .taskReturn: true
        case .onDemand: false
        }
    }
}

extension Dialect.AbsentPhase {
    /// Whether a meter has no value for a phase that it lacks.
    package var isWithoutValue: Bool {
        switch self {
        case .zero: false
        case .fails: true
        }
    }
}

extension Dialect.FreezeLabel {
    /// Whether a row has the stamp at which its day or month begins.
    package var isOpening: Bool {
        switch self {
        case .closing: false
        case .opening: true
        }
    }
}

extension Dialect.EnergyStep {
    /// Whether energies have fewer steps than their three decimal places.
    package var isCoarse: Bool {
        switch self {
        case .thousandth: false
        case .hundredth: true
        }
    }

    /// The step below or at an energy; both in thousandths.
    package func rounded(_ energy: Int64) -> Int64 {
        switch self {
        case .thousandth: energy
        case .hundredth: energy &- (energy % 10 + 10) % 10
        }
    }

    /// Zeros at the end of every energy with three decimal places.
    var zeros: Int {
        switch self {
        case .thousandth: 0
        case .hundredth: 1
        }
    }
}

extension Dialect {
    /// How the digits of an item are written.
    func decimalForm(of cgcode: Cgcode) -> DecimalForm {
        let places = decimalPlaces(of: cgcode)
        return switch decimals {
        case .perItem: DecimalForm(places: places)
        case .three: DecimalForm(places: places, zeros: 3 - places)
        case .stripped: DecimalForm(places: places, isStripped: true)
        }
    }
}
