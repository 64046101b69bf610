/// A data concentrator unit: meters on its shared medium are read one after another.
package struct DCUConfiguration: Hashable, Sendable {
    package var dcuNo: String
    package var link: Link

    package init(dcuNo: String, link: Link = .instant) {
        self.dcuNo = dcuNo
        self.link = link
    }
}
