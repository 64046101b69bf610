import CMosquitto

/// The one place where a return code of libmosquitto becomes an error.
///
/// Call it right after the function: for `MOSQ_ERR_ERRNO` the text comes from `errno`.
func check(_ code: @autoclosure () -> Int32) throws(MQTTError) {
    let code = code()
    guard code != MOSQ_ERR_SUCCESS.rawValue else { return }
    throw mqttError(forCode: code)
}

func mqttError(forCode code: Int32) -> MQTTError {
    let text = unsafe String(cString: mosquitto_strerror(code))
    return MQTTError(errorCode(for: code), description: "\(text) (libmosquitto \(code))")
}

private func errorCode(for code: Int32) -> MQTTError.Code {
    switch code {
    case MOSQ_ERR_SUCCESS.rawValue: .stopped
    case MOSQ_ERR_INVAL.rawValue, MOSQ_ERR_PAYLOAD_SIZE.rawValue, MOSQ_ERR_MALFORMED_UTF8.rawValue,
        MOSQ_ERR_OVERSIZE_PACKET.rawValue:
        .invalidArgument
    case MOSQ_ERR_CONN_LOST.rawValue, MOSQ_ERR_NO_CONN.rawValue, MOSQ_ERR_ERRNO.rawValue,
        MOSQ_ERR_KEEPALIVE.rawValue:
        .connectionLost
    case MOSQ_ERR_CONN_REFUSED.rawValue, MOSQ_ERR_EAI.rawValue, MOSQ_ERR_LOOKUP.rawValue: .connectionRefused
    case MOSQ_ERR_AUTH.rawValue, MOSQ_ERR_ACL_DENIED.rawValue: .notAuthorized
    case MOSQ_ERR_TLS.rawValue, MOSQ_ERR_TLS_HANDSHAKE.rawValue: .tlsFailed
    default: .library
    }
}
