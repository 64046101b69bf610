import Foundation
import HESConformance
import HESVerification

/// A folder that a command other than `conformance run` and `observe` made, and which `conformance judge` cannot judge.
struct OtherFolder {
    let path: String

    /// What it is and what reads it, for people; nil for any other folder.
    var sentence: String? {
        if has("evidence/\(Findings.evidenceName).jsonl") {
            return "'\(path)' is a report of 'hes-sim verify': judge it again with 'hes-sim verify --from \(path)'"
        }
        guard has("evidence/\(Observation.name).jsonl"), !has("results.json") else { return nil }
        return
            "'\(path)' is a recording that ended before it was judged: 'hes-sim replay \(path)' sends its calls again, "
            + "'hes-sim record --to-scenario \(path)' makes a scenario of it"
    }

    private func has(_ file: String) -> Bool {
        FileManager.default.fileExists(atPath: URL(fileURLWithPath: path).appendingPathComponent(file).path)
    }
}
