package import HESMQTT
package import HESRuntime

/// Hooks through which an observer, such as the conformance suite, watches a server.
package struct ServerHooks: Sendable {
    package var wireObserver: (any WireObserver)?
    package var wrapPublisher: @Sendable (any PushPublisher) -> any PushPublisher = { $0 }
    package var wrapBrokerControl: @Sendable (any BrokerControl) -> any BrokerControl = { $0 }
    /// Called on the event loops of the MQTT listener; must not block.
    package var onClientEvent: @Sendable (MQTTClientEvent) -> Void = { _ in }
    /// Whether the observer moves manual clocks, so that clients do not wait for them in vain.
    package var movesClocks = false
    /// Called on the publisher's network thread after the broker has answered for a push; must not block.
    package var onPushSettled: @Sendable () -> Void = {}

    package init() {}
}
