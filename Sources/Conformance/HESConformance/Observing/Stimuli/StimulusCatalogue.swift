/// The faults of `observe --faults`, a line each, in the order in which they are armed first.
package enum StimulusCatalogue {
    package static let all: [Stimulus] = [
        .lostResult,
        .revokedToken,
        .repeatedResult,
        .partialResult,
        .failedResult,
        .busyHistory,
        .endOfTokenBetweenPages,
        .cutBroker,
        .resetRelay,
        .lostRelayResult,
    ]
}
