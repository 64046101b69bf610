extension Scenario {
    /// What included parts say and others replace; empty if nothing is replaced.
    var compositionLines: [String] {
        overrides.isEmpty ? [] : ["", "Overridden:"] + overrides.map { "  - " + $0 }
    }
}
