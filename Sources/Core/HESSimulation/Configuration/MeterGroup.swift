package import HESContract
package import HESMeterModel
package import SimulationKernel

/// One meter, or a range of consecutive numbers with the same DCU and traits.
///
/// A range costs no memory per meter.
package struct MeterGroup: Sendable {
    package var first: String
    package var count: Int
    /// Index into the world's DCUs; nil for meters that the head-end knows but that are in no archive.
    package var dcu: Int?
    package var traits: MeterTraits

    package init(first: String, count: Int = 1, dcu: Int?, traits: MeterTraits = MeterTraits()) {
        self.first = first
        self.count = count
        self.dcu = dcu
        self.traits = traits
    }
}

package struct MeterTraits: Codable, Sendable {
    package var profile: LoadProfile
    /// nil means the DCU's link.
    package var link: Link?
    /// Of its own link; nil for one that always reaches the meter.
    package var firstPass: FirstPass?
    package var isEnabled: Bool
    package var installed: SimulatedInstant?
    package var removed: SimulatedInstant?
    /// `commType` of §3.7's push; nil for that of the link or the DCU.
    package var commType: String?
    /// `moduleNext`; nil means the meter's own number, "direct to the DCU".
    package var route: String?
    @InKeyOrder package var pinnedValues: [Cgcode: String]
    package var intervalMinutes: Int

    package init(
        profile: LoadProfile = .standard(.household),
        link: Link? = nil,
        isEnabled: Bool = true,
        installed: SimulatedInstant? = nil,
        removed: SimulatedInstant? = nil,
        commType: String? = nil,
        route: String? = nil,
        pinnedValues: [Cgcode: String] = [:],
        intervalMinutes: Int = 15
    ) {
        self.profile = profile
        self.link = link
        self.isEnabled = isEnabled
        self.installed = installed
        self.removed = removed
        self.commType = commType
        self.route = route
        self.pinnedValues = pinnedValues
        self.intervalMinutes = intervalMinutes
    }
}
