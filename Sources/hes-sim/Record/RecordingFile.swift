import Foundation
import HESConformance
import HESContract
import HESRecording
import HESServer
import JSON
import SimulationKernel
import Synchronization

#if canImport(Glibc)
import Glibc
#endif

/// The evidence of a recording, written a line at a time: what was written outlives the process.
final class RecordingFile: Sendable {
    /// Events of one recording, at most; the relay goes on without more.
    static let capacity = 200_000
    /// Bytes of one recording, which is judged in memory; one event may go beyond.
    static let mostBytes = 256 << 20

    private struct State {
        let descriptor: Int32
        var made: RecordingEvents
        /// Why no more can be written.
        var problem: String?
        /// Bytes of whole lines.
        var length = 0
        /// Nothing is taken any more.
        var isFull = false
    }

    private let state: Mutex<State>
    private let path: String
    private let mostBytes: Int
    private let newFolders: NewFolders

    /// `evidence/OBSERVATION.jsonl` of a recording's folder.
    static func path(in folder: String) -> String { folder + "/evidence/\(Observation.name).jsonl" }

    /// Begins a recording; `basePath` is what the HES has before the paths of the contract.
    ///
    /// - Throws: ``CommandFailure`` with code 2 if the folder has a recording, or cannot be made.
    init(
        folder: String,
        timeZone: String,
        basePath: String = "",
        mostBytes: Int = RecordingFile.mostBytes
    ) throws {
        let path = Self.path(in: folder)
        guard !FileManager.default.fileExists(atPath: path) else {
            throw CommandFailure.usage("'\(path)' is there already: give another --out, or remove it")
        }
        (self.path, self.mostBytes) = (path, mostBytes)
        newFolders = NewFolders(of: folder + "/evidence")
        do {
            for folder in [folder, folder + "/evidence"] {
                try FileManager.default.createDirectory(
                    atPath: folder,
                    withIntermediateDirectories: true,
                    attributes: FileManager.default.fileExists(atPath: folder) ? nil : [.posixPermissions: 0o700]
                )
            }
        } catch {
            throw CommandFailure.usage("cannot make the folder '\(folder)/evidence': \(error.fileReason)")
        }
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw CommandFailure.usage("cannot write '\(path)': \(unsafe String(cString: strerror(errno)))")
        }
        state = Mutex(State(descriptor: descriptor, made: RecordingEvents(basePath: basePath)))
        write { $0.begin(timeZone: timeZone, at: $1) }
    }

    /// Removes the file and the folders that were made for it, of a recording that did not begin.
    func discard() {
        _ = close()
        unsafe unlink(path)
        newFolders.remove()
    }

    /// Makes an event and writes it; `make` gets the instant.
    func write(_ make: (inout RecordingEvents, Int64) -> EvidenceEvent) {
        state.withLock { state in
            guard !state.isFull else { return }
            let event = make(&state.made, Self.now)
            take(event, in: &state)
        }
    }

    func write(_ request: HeardRequest) -> Int {
        state.withLock { state in
            guard !state.isFull else { return 0 }
            let made = state.made.request(request, at: Self.now)
            take(made.event, in: &state)
            return made.exchange
        }
    }

    private func take(_ event: EvidenceEvent, in state: inout State) {
        append(event, to: &state)
        guard !state.isFull, let bound = boundReached(by: state) else { return }
        let what = "the recording is full after \(bound)"
        append(state.made.failure(what, at: Self.now), to: &state)
        state.isFull = true
        StandardError.write("hes-sim: \(what); the relay goes on")
    }

    /// In words; nil as long as there is room.
    private func boundReached(by state: State) -> String? {
        if state.made.count >= Self.capacity { return "\(Self.capacity) events" }
        return state.length >= mostBytes ? "\(mostBytes >> 20) MiB" : nil
    }

    /// Writes the last event.
    ///
    /// - Returns: why something could not be written; nil if all was.
    func close() -> String? {
        state.withLock { state in
            let end = state.made.end(at: Self.now)
            append(end, to: &state)
            Glibc.close(state.descriptor)
            state.isFull = true
            return state.problem
        }
    }

    /// Writes a whole line or nothing: at the first failure the recording ends with the line before.
    private func append(_ event: EvidenceEvent, to state: inout State) {
        guard state.problem == nil else { return }
        let line = event.line + [UInt8(ascii: "\n")]
        var rest = line[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(state.descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if count == 0 || errno != EINTR {
                return end(&state, because: count == 0 ? "nothing was taken" : unsafe String(cString: strerror(errno)))
            }
        }
        state.length += line.count
    }

    private func end(_ state: inout State, because reason: String) {
        (state.problem, state.isFull) = (reason, true)
        // What cannot be cut off is left out by those that read it.
        _ = ftruncate(state.descriptor, off_t(state.length))
        StandardError.write("hes-sim: the recording cannot be written: \(reason); it ends here, and the relay goes on")
    }

    private static var now: Int64 { WallClock.now.milliseconds }
}

extension RecordingFile {
    /// Reads the evidence of a recording; a last line that a killed process left in part is left out.
    ///
    /// - Throws: ``CommandFailure`` with code 2 for a folder without a recording, or a line that is none.
    static func read(_ folder: String) throws -> [EvidenceEvent] {
        let path = path(in: folder)
        guard let data = FileManager.default.contents(atPath: path) else {
            throw CommandFailure.usage("cannot read '\(path)': is '\(folder)' what 'hes-sim record --out' wrote?")
        }
        let lines = data.split(separator: UInt8(ascii: "\n"))
        let isWhole = data.last == UInt8(ascii: "\n")
        return try lines.enumerated().compactMap { index, line in
            do {
                return try EvidenceEvent(JSONParser.parse(Array(line)).value)
            } catch {
                if index == lines.count - 1, !isWhole { return nil }
                throw CommandFailure.usage("\(path):\(index + 1): this is no line of a recording: \(error)")
            }
        }
    }
}
