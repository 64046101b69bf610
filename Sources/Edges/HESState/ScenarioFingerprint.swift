import SimulationKernel

/// Tells one scenario and seed from another; inputs make the same world only with the same.
package struct ScenarioFingerprint: Hashable, Sendable {
    let text: String

    /// - Parameters:
    ///   - scenario: the file's bytes.
    ///   - seed: the seed in force, from the scenario or the command line.
    package init(scenario: [UInt8], seed: UInt64) {
        let hash = KeyedHash(key: (seed, 0x7363_656E_6172_696F)).hash(scenario)
        text = String(hash.0, radix: 16) + "-" + String(hash.1, radix: 16)
    }

    init(text: String) {
        self.text = text
    }
}
