import Glibc

extension Defect {
    /// Ends the process with SIGABRT.
    ///
    /// A trap would first let the Swift runtime print a backtrace, which on a busy machine takes longer than the operation's
    /// time-out.
    static func crash() -> Never {
        _ = signal(SIGABRT, SIG_DFL)
        abort()
    }
}

/// What `--list-defects` prints.
extension Defect {
    /// The case that must fail this client, and what is broken.
    package var entry: (caseID: String, meaning: String) {
        switch self {
        case .formEncodedLogin: ("TOKEN-01", "the login is a form, not JSON")
        case .loginPerCall: ("TOKEN-02", "getToken before every call")
        case .tokenForever: ("TOKEN-03", "the first token is kept for ever")
        case .trustsExp: ("TOKEN-04", "a token that comes back renewed dies at its first expiry")
        case .loginStorm: ("TOKEN-05", "a rejected token is answered by a burst of logins")
        case .tightLoginLoop: ("TOKEN-06", "a failed login is repeated at once")
        case .tokenInQuery: ("TOKEN-09", "the token stands in the URL")
        case .tokenOnlyInHeader: ("TOKEN-10", "the body carries no token")
        case .arrayDevlist: ("FORM-01", "devList is a JSON array")
        case .isoDates: ("FORM-02", "dates are ISO 8601")
        case .numbersAsStrings: ("FORM-03", "curPage, pageSize and controlMode are strings")
        case .oneLongWindow: ("FORM-04", "one window, however long")
        case .wrongEndpoint: ("FORM-05", "composites go to *Single, singles to *Frozen")
        case .numericDevaddr: ("FORM-07", "device numbers pass through an integer")
        case .httpStatusOnly: ("ENV-01", "HTTP 200 is success, whatever code says")
        case .firstPageOnly: ("HIST-01", "only the first page is asked for")
        case .truncatesToTotal: ("HIST-02", "rows beyond total are cut off")
        case .restartsPaging: ("HIST-06", "a token that dies between pages starts the paging again")
        case .unlabelledRows: ("HIST-07", "rows of historySingle keep no cgcode")
        case .floatValues: ("HIST-08", "values pass through a float")
        case .wrongTopic: ("PUSH-01", "the topic is made from the planId and another tenant")
        case .topicIDOnly: ("PUSH-02", "only topicId is looked for")
        case .appendsHash: ("PUSH-03", "/# is appended to whatever came")
        case .dropsEarlyPush: ("PUSH-05", "a push whose plan is not known yet is dropped")
        case .appendsDuplicates: ("PUSH-06", "every copy of a row is kept")
        case .noResubscribe: ("PUSH-11", "after a lost connection nothing is subscribed to")
        case .successOnHTTP200: ("PUSH-17", "a push is success, whatever its status says")
        case .allOrNothing: ("READ-01", "what came with a partial result is thrown away")
        case .crashesOnEmptyList: ("READ-02", "a push of status 02 with an empty list ends the process")
        case .trusts00: ("READ-03", "status 00 means that nothing is missing")
        case .zeroFiller: ("READ-04", "a missing value becomes 0")
        case .ignoresUnit: ("READ-05", "every power counts as kilo, whatever its unit says")
        case .dropsDecreases: ("READ-06", "a register that is lower than before is thrown away")
        case .assumesRollover: ("READ-07", "a register that is lower than before gets 100000 added")
        case .keepsFirstValue: ("READ-08", "a value that comes corrected is not taken")
        case .arrivalTimeStamps: ("READ-09", "frozen rows are keyed by the time at which they arrived")
        case .absoluteValues: ("READ-10", "values lose their sign")
        case .joinsFreezes: ("READ-11", "an instant reading near midnight is keyed as a freeze")
        case .historyOnly: ("COLL-01", "what history lacks is never read from the meters")
        case .realTimeOnly: ("COLL-02", "everything is read from the meters")
        case .singlePass: ("COLL-03", "what is missing is read once and no more")
        case .infiniteLoop: ("COLL-05", "what is missing is read without a pause and without an end")
        case .repollsHistory: ("COLL-06", "what was read is looked for in history instead of the push")
        case .endlessGap: ("COLL-07", "freezes that never were are read ten times at once")
        case .expectsNinetySix: ("COLL-08", "every day has 96 rows of a load profile")
        case .exactStamps: ("COLL-09", "a freeze has its stamp to the millisecond")
        case .perMeterStorm: ("COLL-10", "every meter is read by itself, again and again without a pause")
        case .rereadsKnown: ("COLL-11", "what was collected before is read again")
        case .claimsComplete: ("COLL-12", "a collection ends with success, whatever is missing")
        case .expectsAnyMonth: ("COLL-13", "every window has a monthly freeze")
        case .swappedModes: ("RELAY-01", "open is 2 and close is 1")
        case .overallStatusOnly: ("RELAY-02", "every meter of a relay plan has the plan's status")
        case .blindRelayRetry: ("RELAY-03", "a breaker operation without an answer is sent again")
        case .relayRetryOnTimeout: ("RELAY-04", "a breaker operation without a push is sent again")
        case .forwardsBadMode: ("RELAY-09", "any mode and an empty list are sent")
        case .archiveDoneOnHTTP200: ("ARCH-01", "an archive operation is done when its plan is accepted")
        case .hardCodedArchiveForm: ("ARCH-02", "removeArchive has one form of its meters")
        case .followsCycles: ("ARCH-03", "routes are followed without an end")
        case .trustsAdded: ("ARCH-04", "an added meter is not looked for in the archive")
        case .failsOnExisting: ("ARCH-05", "adding a meter that is there is a failure")
        case .wipesOn02: ("ARCH-06", "a failed readArchive is an empty archive")
        }
    }
}
