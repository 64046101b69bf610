import Glibc

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
    /// TOKEN-07: every rejected call logs in for itself.
    case thunderingLogin = "thundering-login"
    /// TOKEN-08: a token that is no base64 of JSON is refused.
    case decodesToken = "decodes-token"
    /// TOKEN-09: the token stands in the URL as well.
    case tokenInQuery = "token-in-query"
    /// TOKEN-09: tokens are logged.
    case secretsInLogs = "secrets-in-logs"
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
    /// FORM-06: one devList, however long.
    case giantDevlist = "giant-devlist"
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
    /// ENV-02: an answer that is no JSON ends the process.
    case crashesOnHTML = "crashes-on-html"
    /// ENV-03: a failure whose data is null ends the process.
    case nullDereference = "null-dereference"
    /// ENV-04: a busy HES is not asked again.
    case givesUpWhenBusy = "gives-up-when-busy"
    /// ENV-04: Retry-After is not looked at.
    case ignoresRetryAfter = "ignores-retry-after"
    /// ENV-05: a call without an answer is not sent again.
    case abortsOnReset = "aborts-on-reset"
    /// ENV-06: an answer is waited for without a limit.
    case noTimeout = "no-timeout"
    /// ENV-07: an answer with an unknown member is refused, but that of a login.
    case strictSchema = "strict-schema"
    /// HIST-01: only the first page is asked for.
    case firstPageOnly = "first-page-only"
    /// HIST-02: rows beyond `total` are cut off.
    case truncatesToTotal = "truncates-to-total"
    /// HIST-03: empty pages do not end the paging before total is covered.
    case endlessPaging = "endless-paging"
    /// HIST-04: pages are counted by the size that was asked for.
    case askedPageSize = "asked-page-size"
    /// HIST-05: pages are put together as they come.
    case concatenatesPages = "concatenates-pages"
    /// HIST-06: a token that dies between pages starts the paging again.
    case restartsPaging = "restarts-paging"
    /// HIST-07: rows of historySingle keep no cgcode.
    case unlabelledRows = "unlabelled-rows"
    /// HIST-08: values pass through a float.
    case floatValues = "float-values"
    /// HIST-09: windows end where the range ends, and are taken to include it.
    case exactWindows = "exact-windows"
    /// HIST-10: channels are told apart by their place.
    case positionalChannels = "positional-channels"
    /// HIST-11: windows of 184 days, which are not cut when they are refused.
    case longestWindows = "longest-windows"
    /// PUSH-01: the topic is made from the planId and another tenant.
    case wrongTopic = "wrong-topic"
    /// PUSH-02: only `topicId` is looked for.
    case topicIDOnly = "topicid-only"
    /// PUSH-03: `/#` is appended to the returned topic, regardless of its form.
    case appendsHash = "appends-hash"
    /// PUSH-04: results are subscribed to after the answer, with a pause, and what is missed is not looked for.
    case subscribesLate = "subscribes-late"
    /// PUSH-05: a push whose plan is not known yet is dropped.
    case dropsEarlyPush = "drops-early-push"
    /// PUSH-06: every copy of a row is kept.
    case appendsDuplicates = "appends-duplicates"
    /// PUSH-07: the first push of a plan ends it.
    case firstPartOnly = "first-part-only"
    /// PUSH-08: a push is that of the oldest plan without one.
    case fifoCorrelation = "fifo-correlation"
    /// PUSH-09: a push of an unknown plan is that of the latest plan.
    case attributesToLastPlan = "attributes-to-last-plan"
    /// PUSH-10: after a push that is no result no other is read.
    case diesOnMalformedPush = "dies-on-malformed-push"
    /// PUSH-11: after a lost connection nothing is subscribed to.
    case noResubscribe = "no-resubscribe"
    /// PUSH-12: a breaker operation is sent without a connection to the broker.
    case firesWithoutBroker = "fires-without-broker"
    /// PUSH-13: a retained push is the result of the next plan.
    case takesRetained = "takes-retained"
    /// PUSH-14: a read waits for its result without a limit.
    case waitsForever = "waits-forever"
    /// PUSH-15: a push that comes after the deadline is thrown away.
    case discardsLatePush = "discards-late-push"
    /// PUSH-17: a push is success, regardless of its status.
    case successOnHTTP200 = "success-on-http-200"
    /// PUSH-18: the returned topic is subscribed to without its wildcard.
    case stripsWildcard = "strips-wildcard"
    /// PUSH-19: a part with status 00 ends its plan.
    case firstStatusFinal = "first-status-final"
    /// READ-01: what came with a partial result is thrown away, so all is read again.
    case allOrNothing = "all-or-nothing"
    /// READ-02: a push of status 02 with an empty list ends the process.
    case crashesOnEmptyList = "crashes-on-empty-list"
    /// READ-03: status 00 means that nothing is missing.
    case trusts00 = "trusts-00"
    /// READ-04: a missing value becomes 0.
    case zeroFiller = "zero-filler"
    /// READ-05: every power counts as kilo, even one in W.
    case ignoresUnit = "ignores-unit"
    /// READ-06: a register that is lower than before is thrown away.
    case dropsDecreases = "drops-decreases"
    /// READ-07: a register that is lower than before gets 100000 added.
    case assumesRollover = "assumes-rollover"
    /// READ-08: a value that comes corrected is not taken.
    case keepsFirstValue = "keeps-first-value"
    /// READ-09: frozen rows are keyed by the time at which they arrived.
    case arrivalTimeStamps = "arrival-time-stamps"
    /// READ-10: values lose their sign.
    case absoluteValues = "absolute-values"
    /// READ-11: an instant reading near midnight is keyed as a freeze.
    case joinsFreezes = "joins-freezes"
    /// COLL-01: what history lacks is never read from the meters.
    case historyOnly = "history-only"
    /// COLL-02: everything is read from the meters.
    case realTimeOnly = "real-time-only"
    /// COLL-03: what is missing is read once and no more.
    case singlePass = "single-pass"
    /// COLL-04: what was obtained is lost with the process.
    case memoryOnly = "memory-only"
    /// COLL-05: what is missing is read without a pause and without an end.
    case infiniteLoop = "infinite-loop"
    /// COLL-06: what was read is looked for in history instead of the push.
    case repollsHistory = "repolls-history"
    /// COLL-07: freezes that never were are read ten times at once.
    case endlessGap = "endless-gap"
    /// COLL-08: every day has 96 rows of a load profile.
    case expectsNinetySix = "expects-96"
    /// COLL-09: a freeze has its stamp to the millisecond.
    case exactStamps = "exact-stamps"
    /// COLL-10: every meter is read by itself, again and again without a pause.
    case perMeterStorm = "per-meter-storm"
    /// COLL-11: what was collected before is read again.
    case rereadsKnown = "rereads-known"
    /// COLL-12: a collection ends with success, even one that lacks rows.
    case claimsComplete = "claims-complete"
    /// COLL-13: every window has a monthly freeze.
    case expectsAnyMonth = "expects-any-month"
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
    /// RELAY-05: a breaker result that comes after the deadline is answered by another operation.
    case reopensOnLatePush = "reopens-on-late-push"
    /// RELAY-06: a meter that a successful relay plan does not name is done.
    case assumesRelaySuccess = "assumes-relay-success"
    /// RELAY-07: a breaker operation that failed is sent again at once.
    case togglesAgain = "toggles-again"
    /// RELAY-08: a breaker is closed again while no power flows.
    case repeatsClose = "repeats-close"
    /// RELAY-09: any mode and an empty list are sent.
    case forwardsBadMode = "forwards-bad-mode"
    /// RELAY-10: a breaker result that comes again is answered by another operation.
    case actsOnPushTwice = "acts-on-push-twice"
    /// RELAY-11: a breaker operation whose token is rejected is sent again and again.
    case relayTokenLoop = "relay-token-loop"
    /// RELAY-11: a breaker operation whose token is rejected is not sent again.
    case neverResendsRelay = "never-resends-relay"
    /// ARCH-01: an archive operation is done when its plan is accepted.
    case archiveDoneOnHTTP200 = "archive-done-on-http-200"
    /// ARCH-02: removeArchive has one form of its meters.
    case hardCodedArchiveForm = "hard-coded-archive-form"
    /// ARCH-03: routes are followed without an end.
    case followsCycles = "follows-cycles"
    /// ARCH-04: an added meter is not looked for in the archive.
    case trustsAdded = "trusts-added"
    /// ARCH-05: adding a meter that is there is a failure.
    case failsOnExisting = "fails-on-existing"
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

extension Defect {
    /// Ends the process as a trap would.
    ///
    /// A trap itself would first let the Swift runtime print a backtrace, which on a busy machine takes longer than the
    /// operation's time-out.
    static func crash() -> Never {
        _ = signal(SIGABRT, SIG_DFL)
        abort()
    }
}
