import Foundation
import Glibc

/// One process's lock on a state file; ends with the process, also when that is killed.
///
/// `flock` and not SQLite's own lock, so that other programs can read the file while the simulator runs. The descriptor stays
/// open as long as the database: closing any descriptor of a file drops the process's POSIX locks on it.
final class FileLock: Sendable {
    private let descriptor: Int32

    /// Makes the file if it does not exist, readable by its owner alone: it holds credentials.
    ///
    /// Children do not inherit it, or the broker of a killed simulator would keep the lock.
    init(_ path: String, isMade: Bool = true) throws(StateError) {
        descriptor = unsafe open(path, O_RDWR | (isMade ? O_CREAT : 0) | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.failure(errno, at: path) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) != 0 else { return }
        let code = errno
        close(descriptor)
        throw code == EWOULDBLOCK ? .inUse(path: path) : .cannotOpen(path: path, reason: Self.reason(code))
    }

    /// Takes every right from others than the owner, of the file and of those that SQLite keeps beside it: the file may have
    /// been there before, with wider rights.
    func makePrivate(_ path: String) throws(StateError) {
        for suffix in ["", "-wal", "-shm", "-journal"] {
            guard unsafe chmod(path + suffix, 0o600) != 0, errno != ENOENT else { continue }
            throw .cannotOpen(
                path: path + suffix,
                reason: "its rights cannot be changed to 0600: \(Self.reason(errno))"
            )
        }
    }

    private static func failure(_ code: Int32, at path: String) -> StateError {
        let directory = URL(filePath: path).deletingLastPathComponent().path
        guard code == ENOENT, !FileManager.default.fileExists(atPath: directory) else {
            return .cannotOpen(path: path, reason: reason(code))
        }
        return .noDirectory(path: path, directory: directory)
    }

    /// Releases the lock; close the database first.
    func release() {
        flock(descriptor, LOCK_UN)
    }

    deinit {
        // A process that is being started may still have a copy of the descriptor, and with it the lock.
        release()
        close(descriptor)
    }

    /// The first bytes, as they are before SQLite sees the file; at most `count`.
    func head(_ count: Int) throws -> [UInt8] {
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: false)
        try handle.seek(toOffset: 0)
        return Array(try handle.read(upToCount: count) ?? Data())
    }

    private static func reason(_ code: Int32) -> String {
        unsafe String(cString: strerror(code))
    }
}
