/// The suite as it names itself.
package enum ConformanceSuite {
    package static let version = "1.0.0"
}
