import Glibc
import UnixSignals

/// The signals that end a server well.
enum ShutdownSignals {
    /// SIGHUP comes when the terminal closes; a process that was started to survive that (`nohup`) ignores it.
    static var all: [UnixSignal] { isIgnored(SIGHUP) ? [.sigterm, .sigint] : [.sigterm, .sigint, .sighup] }

    /// Whether this process was started with the signal ignored.
    private static func isIgnored(_ signal: Int32) -> Bool {
        var action = sigaction()
        guard unsafe sigaction(signal, nil, &action) == 0 else { return false }
        return unsafe unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1
    }
}
