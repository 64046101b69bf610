/// The largest mean powers over a quarter hour of a billing month, in W and var.
package struct MaximumDemand: Hashable, Sendable {
    /// Active import in tariffs 1–4.
    package var active: ActiveDemand = .zero
    /// Reactive import, over all tariffs.
    package var reactive: Int64 = 0
}

/// The largest active demand in tariffs 1–4, in W.
package struct ActiveDemand: Hashable, Sendable {
    package var tariffs: SIMD4<Int64>

    package static let zero = Self(tariffs: .zero)

    /// The largest of the four.
    package var total: Int64 { tariffs.max() }

    /// - Parameter tariff: 1–4; nil is the total.
    package subscript(tariff: Int?) -> Int64 {
        tariff.map { tariffs[$0 - 1] } ?? total
    }
}
