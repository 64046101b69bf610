/// The limits within which a tenant's head-end accepts calls.
package struct CallLimits: Hashable, Sendable {
    package var maxMeters: Int
    package var archiveForm: Dialect.ArchiveForm
    package var historyLimit: Dialect.HistoryLimit
    package var requiresJSON: Bool

    package init(maxMeters: Int = 500, _ dialect: Dialect = Dialect()) {
        self.maxMeters = maxMeters
        archiveForm = dialect.archiveForm
        historyLimit = dialect.historyLimit
        requiresJSON = dialect.requireJSONContentType.isRequired
    }
}
