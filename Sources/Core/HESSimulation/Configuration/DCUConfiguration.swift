/// A data concentrator unit: meters on its shared medium are read one after another.
package struct DCUConfiguration: Hashable, Sendable {
    package var dcuNo: String
    package var link: Link
    /// Nil for a link that reaches every meter.
    package var firstPass: FirstPass?
    /// `commType` of its meters in §3.7's push; nil for that of their link.
    package var commType: String?

    package init(dcuNo: String, link: Link = .instant, commType: String? = nil) {
        self.dcuNo = dcuNo
        self.link = link
        self.commType = commType
    }
}
