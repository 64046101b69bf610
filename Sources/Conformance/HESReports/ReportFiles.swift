package import HESConformance

/// All that the reports are made of; results and evidence alone.
package struct ReportInput: Sendable {
    package var run: RunResult
    /// By ``CaseResult/name``.
    package var evidence: [String: [EvidenceEvent]]
}
