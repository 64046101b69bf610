/// Every kind of check, a line each.
package enum CheckCatalogue {
    package static let all: [any Check.Type] = [
        ArchiveMeters.self,
        AsksFor.self,
        AsksOnly.self,
        ContentType.self,
        ControlMode.self,
        Credentials.self,
        DatePattern.self,
        DevListForm.self,
        DoneAfterPush.self,
        EndpointFor.self,
        HistoryFirst.self,
        MemberTypes.self,
        MissingMeters.self,
        NoBlindRepeat.self,
        NotReadAgain.self,
        OutcomeIs.self,
        OwnMeters.self,
        PagesCovered.self,
        PagesOnce.self,
        RejectionCount.self,
        RelayStates.self,
        RequestCount.self,
        RequestMethod.self,
        RequestSucceeds.self,
        Resubscribed.self,
        RowCount.self,
        RowLabels.self,
        RowMeters.self,
        RowTimestamps.self,
        RowsAccounted.self,
        Subscribed.self,
        TokenPlace.self,
        UniqueRows.self,
        ValidFilters.self,
        ValuesSent.self,
        WindowCoverage.self,
        WindowSpan.self,
    ]

    package static func type(named name: String) -> (any Check.Type)? {
        all.first { $0.type == name }
    }
}
