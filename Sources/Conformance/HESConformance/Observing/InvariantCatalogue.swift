/// Every invariant of an observation, a line each, in the order of the reports.
package enum InvariantCatalogue {
    package static let all: [Invariant] = [
        .documentedCall,
        .jsonContent,
        .requiredMembers,
        .memberTypes,
        .deviceList,
        .datePattern,
        .itemCategory,
        .listedItems,
        .windowSpan,
        .tokenOnEachCall,
        .tokenCached,
        .refusedToken,
        .pagesToTheEnd,
        .subscribedToResult,
        .subscribedInTime,
        .relayNotRepeated,
        .loginPauses,
        .callPauses,
        .reconnectPauses,
        .secretsOutOfAddresses,
        .periodicCollection,
    ]
}
