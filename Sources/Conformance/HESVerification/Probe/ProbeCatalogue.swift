/// Every file of the folder `Probes`.
package enum ProbeCatalogue {
    /// By cost and id.
    ///
    /// - Throws: `ProbeProblems` for a file that is wrong, which a test rules out.
    package static func load() throws(ProbeProblems) -> [Probe] {
        var probes: [Probe] = []
        for file in EmbeddedFiles.all {
            let probe = try ProbeLoader.load(file.bytes, file: file.name)
            guard file.name == "\(probe.id).json" else {
                throw ProbeProblems(lines: ["\(file.name): the id '\(probe.id)' is not the file's name"])
            }
            probes.append(probe)
        }
        return probes.sorted { ($0.cost, $0.id) < ($1.cost, $1.id) }
    }

    /// - Throws: as ``load()``.
    package static func probe(_ bytes: [UInt8], file: String) throws(ProbeProblems) -> Probe {
        try ProbeLoader.load(bytes, file: file)
    }
}
