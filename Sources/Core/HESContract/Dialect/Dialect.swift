/// A switch for each gap of the vendor's document, that is, a choice that it leaves open; initially the default.
package struct Dialect: Hashable, Sendable {
    package var topicKey = TopicKey.asExample
    package var topicForm = TopicForm.bare
    package var topicTenant = TopicTenant.own
    package var pushTiming = PushTiming.afterReply
    package var pushParts = PushParts.single
    package var pushQoS = PushQoS.one
    package var pushRetain = PushRetain.no
    package var tokenRenewal = TokenRenewal.sliding
    package var expireIn = ExpireIn.seconds
    package var tokenForm = TokenForm.sample
    package var tokenPlace = TokenPlace.either
    package var archiveForm = ArchiveForm.either
    package var errorStatus = ErrorStatus.http200
    package var errorData = ErrorData.absent
    package var codeType = CodeType.number
    package var tokenError = TokenError.code500
    package var totalCount = TotalCount.all
    package var pageBase = PageBase.one
    package var pageClamp = PageClamp.echo
    package var pastEnd = PastEnd.empty
    package var rowOrder = RowOrder.stable
    package var windowEnd = WindowEnd.inclusive
    package var historyLimit = HistoryLimit.span
    package var historyCgcode = HistoryCgcode.absent
    package var statusRule = StatusRule.strict
    package var failedMeter = FailedMeter.absent
    package var emptyList = EmptyList.array
    package var valueType = ValueType.string
    package var devAddrType = DevAddrType.string
    package var timestampUnit = TimestampUnit.milliseconds
    package var channelOrder = ChannelOrder.fixed
    package var powerUnit = PowerUnit.kilo
    package var unknownMeter = UnknownMeter.failsInPlan
    package var backfill = Backfill.immediate
    package var freezeStamp = FreezeStamp.exact
    package var profileStamp = ProfileStamp.end
    package var demandReset = DemandReset.month
    package var fieldOrder = FieldOrder.fixed
    package var unknownFields = UnknownFields.none
    package var bom = ByteOrderMark.no
    package var requireJSONContentType = RequireJSONContentType.no
    package var reasonHeader = ReasonHeader.yes

    package init() {}
}
