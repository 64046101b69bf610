/// The four counters of a meter at one instant, in Wh and varh.
package struct Registers: Hashable, Codable, Sendable {
    package var activeImport: Int64
    package var activeExport: Int64
    package var reactiveImport: Int64
    package var reactiveExport: Int64

    package static let zero = Self(activeImport: 0, activeExport: 0, reactiveImport: 0, reactiveExport: 0)

    package init(activeImport: Int64, activeExport: Int64, reactiveImport: Int64, reactiveExport: Int64) {
        self.activeImport = activeImport
        self.activeExport = activeExport
        self.reactiveImport = reactiveImport
        self.reactiveExport = reactiveExport
    }

    package subscript(register: EnergyRegister) -> Int64 {
        switch register {
        case .activeImport: activeImport
        case .activeExport: activeExport
        case .reactiveImport: reactiveImport
        case .reactiveExport: reactiveExport
        }
    }

    package static func + (left: Self, right: Self) -> Self {
        Self(
            activeImport: left.activeImport + right.activeImport,
            activeExport: left.activeExport + right.activeExport,
            reactiveImport: left.reactiveImport + right.reactiveImport,
            reactiveExport: left.reactiveExport + right.reactiveExport
        )
    }

    package static func - (left: Self, right: Self) -> Self {
        Self(
            activeImport: left.activeImport - right.activeImport,
            activeExport: left.activeExport - right.activeExport,
            reactiveImport: left.reactiveImport - right.reactiveImport,
            reactiveExport: left.reactiveExport - right.reactiveExport
        )
    }

    func mapped(_ transform: (Int64) -> Int64) -> Self {
        Self(
            activeImport: transform(activeImport),
            activeExport: transform(activeExport),
            reactiveImport: transform(reactiveImport),
            reactiveExport: transform(reactiveExport)
        )
    }
}
