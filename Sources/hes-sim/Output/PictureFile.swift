/// Where `--svg` draws: a file, or standard output for `-`.
struct PictureFile {
    private let path: String

    init(_ path: String) {
        self.path = path
    }

    /// - Throws: ``CommandFailure`` with code 2.
    func write(_ svg: String) throws {
        if path == "-" { return StandardOutput.write(svg) }
        try ReportFolder.write(Array(svg.utf8), to: path)
    }
}
