/// How an integer is written as a decimal number.
package struct DecimalForm: Hashable, Sendable {
    /// Digits of the integer that stand behind the point, 0…19.
    package let places: Int
    /// Zeros written behind those, 0…3.
    package let zeros: Int
    /// Whether zeros at the end are left out, and then a point without digits.
    package let isStripped: Bool

    package init(places: Int, zeros: Int = 0, isStripped: Bool = false) {
        precondition(
            (0...19).contains(places) && (0...3).contains(zeros),
            "the digits of a 64-bit integer, and few more"
        )
        (self.places, self.zeros, self.isStripped) = (places, zeros, isStripped)
    }
}
