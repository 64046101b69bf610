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

/// "Within half a year" of §3.4 and §3.5.
package enum HistoryLimit {
    package static let days: Int64 = 184
}
