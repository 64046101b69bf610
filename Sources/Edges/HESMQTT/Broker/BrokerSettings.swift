/// What is written to the `mosquitto.conf` of a managed broker (mosquitto.conf(5), version 2.0).
package struct BrokerSettings: Sendable, Hashable {
    package enum Saving: Sendable, Hashable {
        /// Every two seconds (mosquitto saves once more than `autosave_interval` seconds passed) and on demand.
        case periodically
        /// After that many changes.
        case onChanges(Int)
        case never
    }

    package var saving = Saving.periodically
    /// Messages under way to one subscriber.
    package var maximumInFlight = 1000

    package init() {}

    /// The lines of the file.
    ///
    /// Without `user root` a broker started by root becomes another user and cannot write into the directory; for another
    /// user the line has no effect. The default bound of 1000 queued messages drops silently beyond it.
    func text(directory: String, socket: String) -> String {
        """
        listener 0 \(socket)
        allow_anonymous true
        user root
        max_inflight_messages \(maximumInFlight)
        max_queued_messages 0
        max_queued_bytes 1073741824
        set_tcp_nodelay true
        sys_interval 0
        \(savingText(directory: directory))
        log_dest stderr
        log_timestamp false
        log_type error
        log_type warning
        log_type notice
        log_type information
        log_type subscribe

        """
    }

    private func savingText(directory: String) -> String {
        let location = "persistence true\npersistence_location \(directory)/"
        return switch saving {
        case .periodically: "\(location)\nautosave_interval 1"
        case .onChanges(let count): "\(location)\nautosave_on_changes true\nautosave_interval \(count)"
        case .never: "persistence false"
        }
    }
}
