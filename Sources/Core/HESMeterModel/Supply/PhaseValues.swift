/// One whole number per phase.
package struct PhaseValues: Hashable, Sendable {
    package var a: Int64
    package var b: Int64
    package var c: Int64

    package static let zero = Self(a: 0, b: 0, c: 0)

    package subscript(phase: Phase) -> Int64 {
        get {
            switch phase {
            case .a: a
            case .b: b
            case .c: c
            }
        }
        set {
            switch phase {
            case .a: a = newValue
            case .b: b = newValue
            case .c: c = newValue
            }
        }
    }

    package var total: Int64 { a + b + c }
}
