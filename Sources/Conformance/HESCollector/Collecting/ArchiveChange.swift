/// How a DCU's archive differs from the meters that are known behind it.
package struct ArchiveChange: Hashable, Sendable {
    package let added: [String]
    package let removed: [String]

    /// - Parameters:
    ///   - archive: the meters of the archive, as it was read.
    ///   - known: the meters that were behind the DCU so far.
    package init(archive: [String], known: [String]) {
        let (here, before) = (Set(archive), Set(known))
        added = archive.filter { !before.contains($0) }
        removed = known.filter { !here.contains($0) }
    }

    package var isEmpty: Bool { added.isEmpty && removed.isEmpty }
}
