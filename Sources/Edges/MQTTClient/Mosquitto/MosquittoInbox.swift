import CMosquitto

/// The events that libmosquitto's callbacks reported, in order.
///
/// The callbacks only append; the network loop acts after the library returned, so no code of ours runs below a lock of
/// the library.
///
/// Confined to the network thread.
final class MosquittoInbox {
    enum Event {
        /// CONNACK: 0 is accepted.
        case connack(returnCode: Int32, sessionPresent: Bool)
        case disconnected(code: Int32)
        case published(packet: Int32)
        case subscribed(packet: Int32, grantedQoS: Int32)
        case unsubscribed
        case received(MQTTMessage, isDuplicate: Bool)
        case logged(String)

        /// Whether it shows that the broker is alive.
        var isAnswer: Bool {
            switch self {
            case .published, .subscribed, .unsubscribed, .received: true
            case .connack, .disconnected, .logged: false
            }
        }
    }

    private var events: [Event] = []
    fileprivate var isNextDuplicate = false

    var isEmpty: Bool { events.isEmpty }

    func append(_ event: Event) {
        events.append(event)
    }

    func takeAll() -> [Event] {
        guard !events.isEmpty else { return [] }
        let taken = events
        events = []
        events.reserveCapacity(taken.count)
        return taken
    }
}

extension MosquittoInbox {
    /// Registers the callbacks; the library must not outlive the inbox.
    func register(with library: OpaquePointer, includingLog: Bool) {
        unsafe mosquitto_user_data_set(library, Unmanaged.passUnretained(self).toOpaque())
        unsafe mosquitto_connect_with_flags_callback_set(library) { unsafe connected($1, $2, $3) }
        unsafe mosquitto_disconnect_callback_set(library) { unsafe inbox($1)?.append(.disconnected(code: $2)) }
        unsafe mosquitto_publish_callback_set(library) { unsafe inbox($1)?.append(.published(packet: $2)) }
        unsafe mosquitto_subscribe_callback_set(library) { unsafe subscribed($1, $2, $3, $4) }
        unsafe mosquitto_unsubscribe_callback_set(library) {
            unsafe inbox($1)?.append(.unsubscribed)
            _ = $2
        }
        unsafe mosquitto_message_callback_set(library) { unsafe received($1, $2) }
        if includingLog {
            unsafe mosquitto_log_callback_set(library) { unsafe logged($1, $3) }
        }
    }
}

private func inbox(_ context: UnsafeMutableRawPointer?) -> MosquittoInbox? {
    unsafe context.map { unsafe Unmanaged<MosquittoInbox>.fromOpaque($0).takeUnretainedValue() }
}

private func connected(_ context: UnsafeMutableRawPointer?, _ returnCode: Int32, _ flags: Int32) {
    unsafe inbox(context)?.append(.connack(returnCode: returnCode, sessionPresent: flags & 1 != 0))
}

private func subscribed(
    _ context: UnsafeMutableRawPointer?,
    _ packet: Int32,
    _ count: Int32,
    _ granted: UnsafePointer<Int32>?
) {
    let qos = unsafe count > 0 ? granted?.pointee ?? 128 : 128
    unsafe inbox(context)?.append(.subscribed(packet: packet, grantedQoS: qos))
}

/// libmosquitto frees the message when the callback returns: copy here.
private func received(_ context: UnsafeMutableRawPointer?, _ message: UnsafePointer<mosquitto_message>?) {
    guard let inbox = unsafe inbox(context), let message = unsafe message?.pointee else { return }
    let payload = unsafe [UInt8](UnsafeRawBufferPointer(start: message.payload, count: Int(message.payloadlen)))
    let copy = unsafe MQTTMessage(
        topic: String(cString: message.topic),
        payload: payload,
        qos: MQTTQoS(rawValue: message.qos) ?? .atMostOnce,
        isRetained: message.retain
    )
    inbox.append(.received(copy, isDuplicate: inbox.isNextDuplicate))
    inbox.isNextDuplicate = false
}

/// The library writes "Client … received PUBLISH (d1, q1, …" right before it hands the message over.
private func logged(_ context: UnsafeMutableRawPointer?, _ text: UnsafePointer<CChar>?) {
    guard let inbox = unsafe inbox(context), let text = unsafe text.map({ unsafe String(cString: $0) }) else { return }
    if text.contains("received PUBLISH (d1, q1") {
        inbox.isNextDuplicate = true
    }
    inbox.append(.logged(text))
}
