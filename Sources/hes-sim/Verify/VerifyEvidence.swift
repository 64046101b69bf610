import Foundation
import HESConformance
import Synchronization

/// The file of evidence of a run: a line is written as soon as its event is there.
final class VerifyEvidence: Sendable {
    private let file: FileHandle
    private let failure = Mutex<String?>(nil)

    init(_ file: FileHandle) { self.file = file }

    /// Why the evidence ends before the run; nil if it does not.
    var problem: String? { failure.withLock { $0 } }

    /// The first line that cannot be written is told at once, and is the last that is tried.
    func append(_ event: EvidenceEvent) {
        failure.withLock { failure in
            guard failure == nil else { return }
            do {
                try file.write(contentsOf: event.line + [UInt8(ascii: "\n")])
            } catch {
                failure = error.fileReason
                StandardError.write(
                    "hes-sim: the evidence cannot be written: \(error.fileReason); it ends here, and the run goes on"
                )
            }
        }
    }
}
