/// The limits within which a tenant's head-end accepts calls.
package struct CallLimits: Hashable, Sendable {
    package var maxMeters: Int
    package var archiveForm: Dialect.ArchiveForm
    package var devListForm: Dialect.DevListForm
    package var integerStrings: Dialect.IntegerStrings
    package var historyLimit: Dialect.HistoryLimit
    package var historySpan: Dialect.HistorySpan
    package var requiresJSON: Bool

    package init(maxMeters: Int = 500, _ dialect: Dialect = Dialect()) {
        self.maxMeters = maxMeters
        archiveForm = dialect.archiveForm
        (devListForm, integerStrings) = (dialect.devListForm, dialect.integerStrings)
        historyLimit = dialect.historyLimit
        historySpan = dialect.historySpan
        requiresJSON = dialect.requireJSONContentType.isRequired
    }
}
