#if canImport(Darwin)
package import Darwin
#else
package import Glibc
#endif

/// A child of the test process.
///
/// Waiting for it needs no run loop: Foundation's waits for ever on a thread of the cooperative pool.
package struct ChildProcess: Sendable {
    package let identifier: pid_t

    /// Searches where package managers put servers, too.
    ///
    /// - Parameters:
    ///   - program: a name, or a path.
    ///   - arguments: without the program's name.
    ///   - outputFile: takes what the program writes, errors too; without it nobody sees that.
    /// - Throws: `TestFailure` when it is not installed or not started.
    package init(_ program: String, _ arguments: [String], outputFile: String = "/dev/null") throws {
        let path = try Self.find(program)
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe _ = posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_addopen(&actions, 1, outputFile, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        unsafe posix_spawn_file_actions_adddup2(&actions, 1, 2)
        // Sockets of libmosquitto are inherited otherwise, and a connection would outlive its client.
        for descriptor: Int32 in 3..<1024 { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        var words = unsafe ([path] + arguments).map { unsafe strdup($0) }
        defer { while let word = unsafe words.popLast() { unsafe free(word) } }
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe _ = posix_spawnattr_destroy(&attributes) }
        // Threads of the pool block most signals, and a child inherits that: SIGTERM would not reach it.
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe posix_spawnattr_setsigmask(&attributes, &signals)
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var identifier: pid_t = 0
        let code = unsafe posix_spawn(&identifier, path, &actions, &attributes, words + [nil], environ)
        guard code == 0 else { throw TestFailure("\(path) was not started (errno \(code))") }
        self.identifier = identifier
    }

    package static func runToEnd(_ program: String, _ arguments: [String]) throws {
        guard try ChildProcess(program, arguments).wait() == 0 else { throw TestFailure("\(program) failed") }
    }

    package func send(_ signal: Int32) {
        kill(identifier, signal)
    }

    /// - Returns: 0 after a success.
    @discardableResult
    package func wait() -> Int32 {
        var status: Int32 = 0
        while unsafe waitpid(identifier, &status, 0) < 0, errno == EINTR {}
        return status
    }

    private static func find(_ program: String) throws -> String {
        let directories = ["/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin", "/opt/homebrew/sbin", "/bin"]
        let candidates = program.contains("/") ? [program] : directories.map { "\($0)/\(program)" }
        guard let path = candidates.first(where: { unsafe access($0, X_OK) == 0 }) else {
            throw TestFailure("\(program) is not installed")
        }
        return path
    }
}
