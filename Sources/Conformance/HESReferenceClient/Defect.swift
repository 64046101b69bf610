/// A deliberate defect of the client, each for one case of the catalogue; the raw value is the word of `--defect`.
///
/// A defect breaks one behaviour and nothing else.
package enum Defect: String, CaseIterable, Sendable {
    /// TOKEN-01: the login is a form, not JSON.
    case formEncodedLogin = "form-encoded-login"
    /// TOKEN-02: getToken before every call.
    case loginPerCall = "login-per-call"
    /// TOKEN-03: the first token is kept for ever, even if the HES rejects it.
    case tokenForever = "token-forever"
    /// TOKEN-04: a renewed token is still dropped at its first expiry.
    case trustsExp = "trusts-exp"
    /// TOKEN-05: a rejected token is answered by a burst of logins.
    case loginStorm = "login-storm"
    /// TOKEN-06: a failed login is repeated at once.
    case tightLoginLoop = "tight-login-loop"
    /// TOKEN-09: the token stands in the URL as well.
    case tokenInQuery = "token-in-query"
    /// TOKEN-10: the body carries no token.
    case tokenOnlyInHeader = "token-only-in-header"
    /// FORM-01: devList is a JSON array.
    case arrayDevlist = "array-devlist"
    /// FORM-02: dates are ISO 8601.
    case isoDates = "iso-dates"
    /// FORM-03: curPage, pageSize and controlMode are strings.
    case numbersAsStrings = "numbers-as-strings"
    /// FORM-04: one window, however long.
    case oneLongWindow = "one-long-window"
    /// FORM-04: the instant at which one window ends and the next begins is in neither.
    case skipsTheSeam = "skips-the-seam"
    /// FORM-05: composites go to *Single, singles to *Frozen.
    case wrongEndpoint = "wrong-endpoint"
    /// FORM-07: device numbers pass through an integer.
    case numericDevaddr = "numeric-devaddr"
    /// FORM-08, FORM-10: addArchive says nothing of a meter's status.
    case noStatus = "no-status"
    /// FORM-09: paths of archives have capitals.
    case upperCasePaths = "upper-case-paths"
    /// FORM-10: a meter's status is a number.
    case numericStatus = "numeric-status"
    /// FORM-11: the demand of a tariff that a composite lacks is read as an item of its own.
    case asksUnlistedItems = "asks-unlisted-items"
    /// ENV-01: HTTP 200 is success, regardless of `code`.
    case httpStatusOnly = "http-status-only"
    /// HIST-01: only the first page is asked for.
    case firstPageOnly = "first-page-only"
    /// HIST-02: rows beyond `total` are cut off.
    case truncatesToTotal = "truncates-to-total"
    /// HIST-06: a token that dies between pages starts the paging again.
    case restartsPaging = "restarts-paging"
    /// HIST-07: rows of historySingle keep no cgcode.
    case unlabelledRows = "unlabelled-rows"
    /// HIST-08: values pass through a float.
    case floatValues = "float-values"
    /// PUSH-01: the topic is made from the planId and another tenant.
    case wrongTopic = "wrong-topic"
    /// PUSH-02: only `topicId` is looked for.
    case topicIDOnly = "topicid-only"
    /// PUSH-03: `/#` is appended to the returned topic, regardless of its form.
    case appendsHash = "appends-hash"
    /// PUSH-05: a push whose plan is not known yet is dropped.
    case dropsEarlyPush = "drops-early-push"
    /// PUSH-06: every copy of a row is kept.
    case appendsDuplicates = "appends-duplicates"
    /// PUSH-11: after a lost connection nothing is subscribed to.
    case noResubscribe = "no-resubscribe"
    /// PUSH-17: a push is success, regardless of its status.
    case successOnHTTP200 = "success-on-http-200"
    /// READ-01: what came with a partial result is thrown away, so all is read again.
    case allOrNothing = "all-or-nothing"
    /// READ-02: a push of status 02 with an empty list ends the process.
    case crashesOnEmptyList = "crashes-on-empty-list"
    /// READ-03: status 00 means that nothing is missing.
    case trusts00 = "trusts-00"
    /// READ-04: a missing value becomes 0.
    case zeroFiller = "zero-filler"
    /// READ-09: frozen rows are keyed by the time at which they arrived.
    case arrivalTimeStamps = "arrival-time-stamps"
    /// COLL-01: what history lacks is never read from the meters.
    case historyOnly = "history-only"
    /// COLL-02: everything is read from the meters.
    case realTimeOnly = "real-time-only"
    /// COLL-03: what is missing is read once and no more.
    case singlePass = "single-pass"
    /// COLL-05: what is missing is read without a pause and without an end.
    case infiniteLoop = "infinite-loop"
    /// COLL-14: nothing is missing if history has as many rows as are wanted.
    case trustsTotal = "trusts-total"
    /// RELAY-01: open is 2 and close is 1.
    case swappedModes = "swapped-modes"
    /// RELAY-02: every meter of a relay plan has the plan's status.
    case overallStatusOnly = "overall-status-only"
    /// RELAY-03: a breaker operation without an answer is sent again.
    case blindRelayRetry = "blind-relay-retry"
    /// RELAY-04: a breaker operation without a push is sent again.
    case relayRetryOnTimeout = "relay-retry-on-timeout"
    /// RELAY-09: any mode and an empty list are sent.
    case forwardsBadMode = "forwards-bad-mode"
    /// ARCH-01: an archive operation is done when its plan is accepted.
    case archiveDoneOnHTTP200 = "archive-done-on-http-200"
    /// ARCH-06: a failed readArchive is an empty archive.
    case wipesOn02 = "wipes-on-02"
    /// TRUTH-02: every value is in kWh.
    case oneUnit = "one-unit"
    /// TRUTH-03: of a composite the first channel is reported.
    case firstChannelOnly = "first-channel-only"
    /// TRUTH-03: zeros are not reported.
    case dropsZeros = "drops-zeros"
    /// TRUTH-05: every meter of an archive is of type 1 and has no way over another.
    case madeUpArchive = "made-up-archive"
}
