extension FidelityLedger {
    /// Rules that hold for every call.
    static let commonRules = read(
        """
        R1 | Calls are POST with a JSON body | stated | §1, §3.1–3.9 |  | test_another_method_is_405_and_names_the_allowed_one | Request Method: POST … synchronous interface requests (HTTP+JSON)
        R1 | An accepted call is told with code 200, msg and data | stated | §3.1–3.9 | codeType | test_get_token_gives_a_token_and_its_life | code Integer Return status code 200=Success … msg String Return status description data Object Return data structure
        R1 | msg of an accepted call is success | read from data | §3.1.4 |  | test_every_call_succeeds_as_described
        R1 | Answers are HTTP 200 with Content-Type application/json;charset=UTF-8 | read from data | §3.1.4 |  | test_an_answer_is_http_200_with_the_content_type_of_the_document
        R1 | The Content-Type of a request does not matter | chosen by us | §3.1.3 | requireJSONContentType | test_the_content_type_of_a_request_does_not_matter
        R1 | An unknown path is HTTP 404, another method HTTP 405 with Allow | chosen by us |  |  | test_an_unknown_path_is_404_in_status_and_code
        R1 | A body over 1 MiB is refused like every bad call | chosen by us |  |  | test_a_larger_body_is_refused
        R2 | A refused call is told with code 500 | stated | §3.1–3.9 | tokenError codeType | test_a_refused_call_says_why | 500=Fail
        R2 | A refusal is HTTP 200 as well, and has no data | chosen by us | §3 | errorStatus errorData | test_failures
        R2 | The texts of refusals are stable | chosen by us |  |  | test_a_refused_call_says_why
        R2 | A refusal carries X-HES-Sim-Reason | chosen by us |  | reasonHeader | test_a_rejection_carries_its_reason_in_a_header
        R3 | Every call but getToken needs the token | stated | §3.2–3.8 |  | test_a_call_without_a_token_is_refused | token String Yes HES interface request signature verification
        R3 | The token may travel in the header HES_Access_Token instead | read from data | §3.9.4 | tokenPlace | test_the_token_is_accepted_in_the_header
        R3 | The body's token wins over the header's | chosen by us |  |  | test_the_token_of_the_body_wins_over_a_false_one_in_the_header
        R4 | Dates in are YYYY-MM-DD HH:mm:ss | stated | §3.2, §3.4, §3.5 |  | test_a_refused_call_says_why | Data start time range, YYYY-MM-DD HH:mm:ss
        R4 | Dates are on the HES's wall clock, +08:00 | read from data | §3.2.6, §3.5.4 |  | test_3_5_3_finds_the_four_rows_of_the_example
        R4 | Times out are milliseconds since the Unix epoch | read from data | §3.2.6 | timestampUnit | test_3_4_3_finds_the_freeze_of_both_meters_at_the_start_of_the_window
        R4 | Both ends of a window belong to it | read from data | §3.5.4 | windowEnd | test_the_window_is_inclusive_at_both_ends
        R5 | devList is one string, numbers separated by commas | stated | §3.2–3.6 |  | test_the_dev_list_is_read_as_numbers_between_commas | devList String Yes Execution meter numbers, separated by commas
        R5 | Blanks are trimmed, a number that stands twice counts once | chosen by us |  | devListForm | device numbers are trimmed, duplicates collapse to the first, leading zeros stay
        R5 | At most 500 meters a call | chosen by us |  |  | test_five_hundred_meters_are_accepted
        R5 | Device numbers are strings | stated | §3.2–3.9 | devAddrType | device numbers are trimmed, duplicates collapse to the first, leading zeros stay | devAddr String Meter number
        R5 | Their leading zeros stay | chosen by us |  | devAddrType | device numbers are trimmed, duplicates collapse to the first, leading zeros stay
        R6 | Unknown fields of a request are ignored | chosen by us |  |  | test_unknown_fields_are_ignored
        R6 | A field of the wrong type is an error that names it | chosen by us |  |  | test_a_refused_call_says_why
        R6 | A numeric string is taken for an integer | chosen by us |  | integerStrings | test_a_numeric_string_is_taken_for_an_integer
        R7 | planId is P003_, the wall clock to the millisecond, three digits | read from data | §3.2.5 | planIdForm | a name is P003_, the wall clock to the millisecond, and three digits
        R7 | Plan names are unique and increase within a tenant | chosen by us |  |  | test_plan_ids_are_unique_and_increase
        R8 | A result comes by MQTT on /tenantCode/planId | stated | §3.2–3.9 | topicForm topicTenant | test_the_push_comes_on_exactly_the_answered_topic | MQTT subscription operation result data Topic: /${tenantCode}/planId
        R8 | Nothing follows the planId in the topic, as in the examples; the tables of §3.2.2, §3.3.2 and §3.8.2 end it with /#, those of §3.6.2, §3.7.2 and §3.9.2 with a slash | read from data | §3.2.5 | topicForm pushParts | test_the_push_comes_on_exactly_the_answered_topic
        R8 | A result is one message | chosen by us |  | pushParts pushOverflow | test_every_plan_is_pushed_exactly_once
        R8 | Pushes have QoS 1 and are not retained | chosen by us |  | pushQoS pushRetain | test_the_push_is_published_with_qos_1_and_not_retained
        R8 | The push comes at least 200 ms after the answer | chosen by us | §4.1 | pushTiming | test_the_push_comes_200_ms_after_the_answer_and_soon
        R9 | The answer names the topic topicId in §3.2 and §3.3, topic in §3.6–3.9 | read from data | §3.2.5–3.9.5 | topicKey | test_a_plan_is_answered_with_its_id_and_topic
        R10 | A push has planId and data with status and list | stated | §3.2.3–3.7.3 | emptyList | test_every_push_is_described | planId String Operation plan ID data Object Return data structure status String … list Array
        R10 | 00 is success, 01 partial success, 02 failure | stated | §3.2.3, §3.3.3, §3.6.3 | statusRule | test_a_meter_that_fails_is_absent_and_the_status_partial | 00=Success 01=Partial Success 02=Failure
        R10 | A meter that failed is absent from list, never zero | chosen by us | §3.2.3 | failedMeter | test_a_meter_that_fails_is_absent_and_the_status_partial
        R10 | 02 carries an empty list | chosen by us | §3.2.3 | emptyList | test_where_every_meter_fails_the_list_is_empty
        R10 | addArchive and removeArchive push a status alone | stated | §3.8.3, §3.9.3 |  | test_archive_changes_carry_only_a_status | data Object Return data structure status String Execution result status 00=Success 02=Failure
        R11 | Values are strings | stated | §3.2.3–3.5.2 | valueType | test_a_single_code_is_read_with_its_unit_and_decimals | value String Channel data value
        R11 | Energy and demand have three decimals, kWh, kvarh and kW | read from data | §3.2.6 | powerUnit | test_a_composite_code_is_read_with_its_channels
        R11 | Voltage has one decimal, current, power and power factor three | chosen by us | §4.2 | powerUnit decimals | test_a_single_code_is_read_with_its_unit_and_decimals
        R12 | History, real-time reads and pushes agree to the last digit | chosen by us | §4.1 |  | test_the_same_digits_come_from_every_road
        """
    )
}
