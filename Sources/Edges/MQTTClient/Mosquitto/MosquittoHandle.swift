import CMosquitto
import CSocketPair

/// One `struct mosquitto`: created here, destroyed here, and used on the network thread alone after `init`.
///
/// Safe as the pointer never leaves it and lives as long as it does.
@safe final class MosquittoHandle {
    /// Outlives the library handle: destroyed after `deinit` returned.
    let inbox = MosquittoInbox()
    private let library: OpaquePointer
    private let configuration: MQTTConfiguration
    private var wasConnected = false

    /// - Throws: `.invalidArgument` for a client identifier, credentials, will or TLS files that libmosquitto refuses.
    init(_ configuration: MQTTConfiguration, includesLog: Bool) throws(MQTTError) {
        _ = initializeLibraryOnce
        self.configuration = configuration
        guard let created = unsafe Self.create(configuration) else {
            throw MQTTError(
                .invalidArgument,
                description: "libmosquitto refuses the client identifier \(configuration.clientID)."
            )
        }
        unsafe library = unsafe created
        unsafe inbox.register(with: library, includingLog: includesLog || configuration.detectsDuplicates)
        try setOptions()
    }

    /// Without the library's pair of sockets, which would wake a thread that it does not have here.
    private static func create(_ configuration: MQTTConfiguration) -> OpaquePointer? {
        hes_refuse_socket_pairs(1)
        defer { hes_refuse_socket_pairs(0) }
        return unsafe mosquitto_new(configuration.clientID, configuration.cleanSession, nil)
    }

    deinit {
        unsafe mosquitto_destroy(library)
    }

    /// -1 while there is no connection and no attempt.
    var socket: Int32 { unsafe mosquitto_socket(library) }
    var wantsWrite: Bool { unsafe mosquitto_want_write(library) }

    /// Starts an attempt and returns while it is under way; only the look-up of a host name blocks.
    func connect() throws(MQTTError) {
        let keepAlive = Int32(clamping: configuration.keepAliveSeconds)
        if wasConnected {
            try check(unsafe mosquitto_reconnect_async(library))
        } else {
            let port = Int32(clamping: configuration.port)
            try check(unsafe mosquitto_connect_async(library, configuration.host, port, keepAlive))
            wasConnected = true
        }
    }

    /// Reads, writes and keeps alive; a failure arrives in the inbox as `.disconnected`.
    func serve(_ ready: SocketReadiness) {
        if ready.contains(.canRead) {
            unsafe _ = mosquitto_loop_read(library, 1)
        }
        if ready.contains(.canWrite) {
            unsafe _ = mosquitto_loop_write(library, 1)
        }
        unsafe _ = mosquitto_loop_misc(library)
    }

    /// Has messages that `body` publishes leave together, in few TCP segments.
    func inOneBatch(_ body: () -> Void) {
        let isTCP = configuration.port != 0
        if isTCP { hes_cork(socket, 1) }
        body()
        if isTCP { hes_cork(socket, 0) }
    }

    /// Sends DISCONNECT, which makes the broker drop the last will.
    func disconnect() {
        unsafe _ = mosquitto_disconnect(library)
    }

    /// - Returns: the packet identifier, free again once the message is acknowledged.
    func publish(_ message: MQTTMessage) throws(MQTTError) -> Int32 {
        var packet: Int32 = 0
        let code = unsafe message.payload.withUnsafeBytes { payload in
            unsafe mosquitto_publish(
                library,
                &packet,
                message.topic,
                Int32(clamping: payload.count),
                payload.baseAddress,
                message.qos.rawValue,
                message.isRetained
            )
        }
        // A connection that broke meanwhile is not the message's fault: it is tried again after reconnecting.
        guard code != MOSQ_ERR_NO_CONN.rawValue, code != MOSQ_ERR_CONN_LOST.rawValue, code != MOSQ_ERR_ERRNO.rawValue
        else { return packet }
        try check(code)
        return packet
    }

    /// Gives back a subscription that was never made, which every broker answers (MQTT 3.1.1 §3.10.4).
    ///
    /// A failure is the end of the connection, which is reported as such.
    func askForAnswer() {
        unsafe _ = mosquitto_unsubscribe(library, nil, "hes-sim/pulse")
    }

    func subscribe(_ filter: String, qos: MQTTQoS) throws(MQTTError) -> Int32 {
        var packet: Int32 = 0
        let code = unsafe mosquitto_subscribe(library, &packet, filter, qos.rawValue)
        try check(code)
        return packet
    }
}

// MARK: Options

extension MosquittoHandle {
    private func setOptions() throws(MQTTError) {
        if configuration.port != 0 { try check(unsafe mosquitto_int_option(library, MOSQ_OPT_TCP_NODELAY, 1)) }
        let maximum = UInt32(clamping: configuration.maximumInFlight)
        try check(unsafe mosquitto_max_inflight_messages_set(library, maximum))
        if let username = configuration.username {
            try check(unsafe mosquitto_username_pw_set(library, username, configuration.password))
        }
        if let will = configuration.lastWill {
            try set(will: will)
        }
        if let tls = configuration.tls {
            try set(tls: tls)
        }
    }

    private func set(will: MQTTMessage) throws(MQTTError) {
        let code = unsafe will.payload.withUnsafeBytes { payload in
            unsafe mosquitto_will_set(
                library,
                will.topic,
                Int32(clamping: payload.count),
                payload.baseAddress,
                will.qos.rawValue,
                will.isRetained
            )
        }
        try check(code)
    }

    private func set(tls: MQTTTLSOptions) throws(MQTTError) {
        if tls.caFile == nil, tls.certificateFile == nil {
            try check(unsafe mosquitto_int_option(library, MOSQ_OPT_TLS_USE_OS_CERTS, 1))
            // Else the second connection fails with MOSQ_ERR_INVAL: the library wants a file for a context that it has already.
            try check(unsafe mosquitto_int_option(library, MOSQ_OPT_SSL_CTX_WITH_DEFAULTS, 0))
        } else {
            try check(unsafe mosquitto_tls_set(library, tls.caFile, nil, tls.certificateFile, tls.keyFile, nil))
        }
        if tls.acceptsAnyHostName {
            try check(unsafe mosquitto_tls_insecure_set(library, true))
        }
    }
}

/// `mosquitto_lib_init` is not thread safe; a global is initialized once, under a lock of the runtime.
private let initializeLibraryOnce: Int32 = mosquitto_lib_init()
