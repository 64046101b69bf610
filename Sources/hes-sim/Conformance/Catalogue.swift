import Foundation
import HESConformance
import HESConformanceRunner
import HESReports

/// The catalogue of cases in the program's resources.
enum Catalogue {
    /// - Throws: ``CommandFailure`` with code 4 if a file is wrong, which a test excludes.
    static func cases(_ version: CatalogueVersion = .latest) throws -> [Case] {
        do { return try CaseCatalogue.load(version) } catch { throw CommandFailure(code: 4, message: "\(error)") }
    }

    /// - Throws: as ``cases(_:)``.
    static func canary() throws -> Case {
        do { return try CaseCatalogue.loadCanary() } catch { throw CommandFailure(code: 4, message: "\(error)") }
    }

    static func reportInput(
        _ result: RunResult,
        evidence: [String: [EvidenceEvent]],
        of cases: [Case],
        catalogue: CatalogueVersion
    ) -> ReportInput {
        ReportInput(
            run: result,
            evidence: evidence,
            suiteVersion: SuiteRun.version,
            catalogue: catalogue,
            coverage: ClauseCoverage.rows(of: cases),
            simulatorVersion: Version.text,
            date: Date.now.ISO8601Format()
        )
    }
}
