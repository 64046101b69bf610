import Glibc

/// The process group of a client: the shell that starts it, and what that starts.
struct ClientGroup: Sendable {
    private let processID: pid_t

    /// - Parameter processID: of the group's leader.
    init(_ processID: pid_t) {
        self.processID = processID
    }

    func send(_ signal: Int32) {
        // Fails for a group that has ended.
        _ = kill(-processID, signal)
    }

    /// Gives the terminal at stdin to the client, which then reads the keyboard and gets ^C; not from the background.
    func takeTerminal() {
        guard tcgetpgrp(STDIN_FILENO) == getpgrp() else { return }
        // Taking it back would stop this process otherwise.
        _ = signal(SIGTTOU, SIG_IGN)
        _ = tcsetpgrp(STDIN_FILENO, processID)
        // Reading before that has stopped it.
        send(SIGCONT)
    }

    /// Ends what the client left in the background, and takes the terminal back.
    func end() {
        send(SIGTERM)
        if tcgetpgrp(STDIN_FILENO) == processID { _ = tcsetpgrp(STDIN_FILENO, getpgrp()) }
    }
}
