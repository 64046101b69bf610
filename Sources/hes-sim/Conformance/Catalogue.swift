import HESConformance
import HESConformanceRunner
import HESReports

/// The catalogue of cases that is in the program.
enum Catalogue {
    /// - Throws: ``CommandFailure`` with code 4: a test keeps the files right.
    static func cases() throws -> [Case] {
        do { return try CaseCatalogue.load() } catch { throw CommandFailure(code: 4, message: "\(error)") }
    }

    /// - Throws: as ``cases()``.
    static func canary() throws -> Case {
        do { return try CaseCatalogue.loadCanary() } catch { throw CommandFailure(code: 4, message: "\(error)") }
    }

    static func reportInput(_ result: RunResult, evidence: [String: [EvidenceEvent]]) -> ReportInput {
        ReportInput(
            run: result,
            evidence: evidence,
            suiteVersion: SuiteRun.version,
            catalogue: CaseCatalogue.version,
            coverage: ClauseCoverage.rows
        )
    }
}
