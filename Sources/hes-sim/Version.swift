import HESConformance
import MQTTClient

enum Version {
    static let text = "0.2.0"

    /// What `--version` prints: the first line names the program, the others what it is made of.
    static let report = """
        hes-sim \(text)
        commit \(BuildStamp.commit)
        catalogue \(CatalogueVersion.latest.rawValue)
        swift \(swift)
        libmosquitto \(MosquittoLibrary.version)
        """

    /// Major and minor of the Swift library; it knows no more of itself.
    private static let swift = "\(_SwiftStdlibVersion.current)".split(separator: ".").prefix(2).joined(separator: ".")
}
