extension FidelityLedger {
    /// Section by section of the document.
    static let sections = process + token + reads + history + field + enclosure

    private static let process = read(
        """
        §2 | Frozen data are obtained periodically: every freeze is in history by itself | stated | §2 a | | test_freezes_late_rows_and_windows_follow_the_clock | periodically obtaining frozen data reading from meters
        §2 | Archives are read and changed in the DCU, breakers on the meter, by remote control | stated | §2 b | | test_behind_a_dcu_that_is_offline_nothing_can_be_read_or_changed | Read from the meter, perform DCU file operations (add meter files, delete meter files, query meter files), and remotely control the meter
        """
    )

    private static let token = read(
        """
        §3.1 | getToken takes tenantCode, username, password and secretKey, all required | stated | §3.1.1 |  | test_a_refused_call_says_why | tenantCode String Yes Tenant code username String Yes Username password String Yes Password secretKey String Yes
        §3.1 | It answers token and expireIn in seconds | stated | §3.1.2 | expireIn | test_get_token_gives_a_token_and_its_life | token String Generated Token expireIn Long Expiry time in seconds
        §3.1 | A token is valid for 7200 seconds | stated | §3.1 |  | test_a_token_is_valid_for_7200_seconds | The token is valid for 7200 seconds
        §3.1 | Its last instant does not belong to it | chosen by us |  |  | test_a_token_is_valid_to_its_last_millisecond
        §3.1 | Asked again while it lives, the same token comes back | stated | §3.1 | tokenRenewal | test_the_same_token_comes_back_while_it_is_valid | If obtained repeatedly within the validity period, the same result will be returned
        §3.1 | Asking again renews it | stated | §3.1 | tokenRenewal | test_asking_again_renews_the_token_for_a_full_life | the same result will be returned and automatically renewed
        §3.1 | It then lives 7200 seconds from that call | chosen by us | §3.1 | tokenRenewal | test_asking_again_renews_the_token_for_a_full_life
        §3.1 | Using a token does not renew it | chosen by us |  | tokenRenewal | test_using_a_token_does_not_renew_it
        §3.1 | After expiry a new token comes | stated | §3.1 |  | test_after_expiry_a_new_token_is_given_and_the_old_one_stays_dead | After expiration, obtaining it again will return a new token
        §3.1 | The old token is never valid again | chosen by us |  | tokenRenewal | test_after_expiry_a_new_token_is_given_and_the_old_one_stays_dead
        §3.1 | Users of a tenant are independent | chosen by us |  |  | users of one tenant are independent
        §3.1 | secretKey is compared and the token is looked up; the document calls both a signature verification, but no request is signed | chosen by us | §3.1.1, §3.2.1 |  | test_a_refused_call_says_why
        §3.1 | Every mistake in the credentials has the same text | chosen by us |  |  | test_a_refused_call_says_why
        §3.1 | The token is base64 of its end and its user | read from data | §3.1.4 | tokenForm | the token is base64 of its end and its user, as in the document's sample
        §3.1 | exp inside the token stays as it was when it is renewed | read from data | §3.1.4, §3.2.5 |  | test_the_same_token_comes_back_while_it_is_valid
        """
    )

    private static let reads = read(
        """
        §3.2 | readFrozen makes a plan and answers planId and the topic | stated | §3.2.2 | topicKey | test_a_plan_is_answered_with_its_id_and_topic | planId String Created operation plan ID topicId String
        §3.2 | It takes devList, cgcode, start and end, all required | stated | §3.2.1 |  | test_a_refused_call_says_why | start String Yes … end String Yes
        §3.2 | Its data category is composite | stated | §3.2 |  | test_a_composite_code_is_read_with_its_channels | Real-time Electricity Meter Reading Profile Data(Data Category: Composite)
        §3.2 | A single cgcode is refused | chosen by us | §3.2, §4.2 |  | test_a_refused_call_says_why
        §3.2 | A row has devAddr, timestamp and channelData of unit, value and cgcode | stated | §3.2.3 |  | test_a_composite_code_is_read_with_its_channels | devAddr String Meter number timestamp Long … channelData Array Channel data array unit String Channel data unit value String Channel data value cgcode String
        §3.2 | A composite's timestamp is the freeze time | stated | §3.2.3 | freezeStamp | test_read_frozen_answers_one_row_per_meter_and_freeze | Composite reading takes the freeze time
        §3.2 | One row per meter and freeze in the window | read from data | §3.2.4, §3.2.6 |  | test_read_frozen_answers_one_row_per_meter_and_freeze
        §3.2 | Daily freezes are at 00:00, monthly ones on the first at 00:00 | read from data | §3.2.6 |  | test_3_2_4_reads_the_monthly_rows_at_both_ends_of_the_window
        §3.2 | The load profile has 15 minutes: the window of the example is one interval | read from data | §3.4.3, §3.4.4 |  | test_each_composite_is_frozen_at_its_own_instants
        §3.2 | Its rows are stamped with the end of the interval | chosen by us |  | profileStamp | test_the_profile_of_a_day_sums_to_the_daily_difference_and_powers_to_the_energy
        §3.2 | Billing rows have 5069 5074 5084 5089 5099 5100 5101 5102, in that order | read from data | §3.2.6 | channelOrder | composites bring the documented channels in the documented order
        §3.2 | Profile rows have 5069 5074 5084 5089 5022 5030 | chosen by us |  | channelOrder | test_the_rows_of_history_frozen_hold_their_channels_in_order
        §3.2 | The row of a day or month is stamped with the 00:00 that closes it | chosen by us | §3.2.3 | freezeLabel | by opening, a day's row has the stamp a day earlier, in history as in pushes
        §3.2 | A meter that answers and has no freeze in the window counts as failed | chosen by us |  | emptyWindow | test_a_window_without_a_freeze_is_no_dead_meter
        §3.2 | Energies move by 0.001 | chosen by us | §3.2.6 | energyStep | of 0.01 round every energy down, the same by every road, and nothing else
        §3.2 | A window has no limit of half a year; §3.4 has one, §3.2 is silent | chosen by us | §3.2.1 |  | test_read_frozen_knows_no_limit_of_half_a_year
        §3.3 | readSingle makes a plan and answers planId and the topic | stated | §3.3.2 | topicKey | test_a_plan_is_answered_with_its_id_and_topic | planId String Created operation plan ID topicId String
        §3.3 | Its data category is single | stated | §3.3 |  | test_a_single_code_is_read_with_its_unit_and_decimals | Real-time Electricity Meter Reading Instantaneous Data(Data Category: Single)
        §3.3 | A composite cgcode is refused | chosen by us | §3.3, §4.2 |  | test_a_refused_call_says_why
        §3.3 | A row has devAddr, timestamp, cgcode, unit and value | stated | §3.3.3 |  | test_a_single_code_is_read_with_its_unit_and_decimals | devAddr String Meter number timestamp Long … cgcode String … unit String Unit value String Data value
        §3.3 | Its timestamp is the instant at which that meter was read, which is how we read the task return time | chosen by us | §3.3.3 |  | test_an_instant_read_is_stamped_with_the_instant_of_the_read
        §3.3 | Meters of one plan have stamps of their own | chosen by us | §3.3.3 | instantStamp | test_an_instant_reading_has_its_meters_instant_or_its_plans
        §3.3 | A phase that a meter lacks is read as 0 | chosen by us |  | absentPhase | test_a_phase_that_a_meter_lacks_is_a_zero_or_fails
        §3.3 | An unknown meter fails in the plan; the call is accepted | chosen by us |  | unknownMeter | test_a_meter_that_fails_is_absent_and_the_status_partial
        §3.3 | Meters of one DCU are read one after another, DCUs beside each other | chosen by us |  |  | test_reads_are_serial_within_a_dcu_and_parallel_across_dcus
        """
    )

    private static let history = read(
        """
        §3.4 | historyFrozen answers total, curPage, pageSize and list at once | stated | §3.4.2 |  | test_history_is_answered_with_a_page_and_no_plan | total Integer … curPage Integer … pageSize Integer … list Array Historical data list
        §3.4 | start and end are within half a year | stated | §3.4.1 | historyLimit | test_a_refused_call_says_why | within half a year
        §3.4 | Half a year is 184 days between start and end | chosen by us | §3.4.1 | historyLimit historySpan | test_a_window_of_184_days_is_accepted
        §3.4 | total counts the rows that meet the conditions | stated | §3.4.2 | totalCount | pages follow one another without gap or overlap, and the total counts them all | Total amount of data that meets the conditions
        §3.4 | It counts them over all pages; the examples show 4 for two rows and 2 for four | chosen by us | §3.4.4, §3.5.4 | totalCount | pages follow one another without gap or overlap, and the total counts them all
        §3.4 | curPage counts from 1 | read from data | §3.4.3 | pageBase | test_pages_cover_every_row_once_in_order_of_meter_and_time
        §3.4 | pageSize is at most 1000; a larger one is clamped and echoed | chosen by us |  | pageClamp | test_a_page_size_over_the_limit_is_clamped_and_echoed
        §3.4 | Past the last page list is empty | chosen by us |  | pastEnd | test_a_page_past_the_last_is_empty
        §3.4 | Rows are ordered by meter, then by time | read from data | §3.5.4 | rowOrder | test_pages_cover_every_row_once_in_order_of_meter_and_time
        §3.5 | Rows have devAddr, timestamp, unit and value, and no cgcode | stated | §3.5.2 | historyCgcode | test_the_rows_of_history_single_are_without_cgcode | unit String Unit value String Data value
        §3.5 | Energy is kept daily at 00:00 | read from data | §3.5.4 |  | test_energy_and_demand_are_daily_and_the_rest_is_on_the_profile_grid
        §3.5 | Demand is kept daily, everything else on the load-profile grid | chosen by us |  |  | test_energy_and_demand_are_daily_and_the_rest_is_on_the_profile_grid
        §3.5 | Instant values are those of the ends of intervals, and those that were read | chosen by us | §3.5.2 | singleHistory | tasks return 3 to 120 s after each end of an interval, for each meter and interval at its own time
        §3.5 | An unknown meter has no rows | chosen by us |  |  | test_an_unknown_meter_has_no_history
        §3.5 | Nothing is answered for the future | chosen by us |  |  | test_nothing_is_answered_for_the_future
        """
    )

    private static let field = read(
        """
        §3.6 | controlMode 1 opens, 2 closes | stated | §3.6.1 |  | test_the_register_moves_again_after_the_breaker_is_closed | 1=open circuit breaker, 2=close circuit breaker
        §3.6 | Every meter's row says successful true or false | stated | §3.6.3 |  | test_relay_rows_say_what_was_done | successful Boolean Execution result true=success false=failure Yes
        §3.6 | Every member of the push is always returned | stated | §3.6.3 | emptyList | test_relay_rows_say_what_was_done | Is Returned? planId String Operation plan ID Yes data Object Return data structure Yes … list Array Operation result list Yes
        §3.6 | A meter that failed is present with successful false | stated | §3.6.3 |  | test_a_relay_that_fails_is_present_as_unsuccessful | successful Boolean Execution result true=success false=failure Yes
        §3.6 | The topic carries the tenant's own code | stated | §3.6.2 | topicTenant | test_each_plan_is_pushed_under_its_own_tenant | MQTT subscription operation result data Topic: /tenantCode/planId/
        §3.6 | Opening an open breaker succeeds | chosen by us |  |  | test_setting_a_breaker_twice_succeeds
        §3.6 | While it is open registers stand still and voltage stays | chosen by us |  |  | an opened breaker gives zero current and standing registers, voltage stays, and closing mends it
        §3.7 | readArchive pushes devAddr, status, commType and moduleNext | stated | §3.7.3 |  | test_the_archive_is_read_with_status_and_route | status String Archive enable status 0=Disabled 1=Enabled commType String Communication type moduleNext String Upper-level route meter number
        §3.7 | Status 0 is disabled, 1 enabled | stated | §3.7.3 |  | test_a_disabled_meter_is_shown_as_such_in_the_archive | Archive enable status 0=Disabled 1=Enabled
        §3.7 | moduleNext equal to the meter's own number means direct to the DCU | read from data | §3.7.6 |  | test_the_archive_is_read_with_status_and_route
        §3.7 | commType is 1 for PLC, 2 for RF, 3 for cellular; the document does not say what its values mean | chosen by us | §3.7.3 |  | test_the_archive_is_read_with_status_and_route
        §3.7 | An unknown DCU is refused at once | chosen by us |  | unknownDcu | an archive of an unknown DCU is refused
        §3.8 | addArchive takes dcuNo and archives of devAddr and status | stated | §3.8.1 |  | test_3_8_4_adds_both_meters | archives Array Yes Meter archive array devAddr String Yes Meter number status String Yes Archive status
        §3.8 | The status of an entry is 0 or 1 | stated | §3.8.1 |  | test_adding_a_meter_as_disabled_ends_its_reading | Archive status 0=Disabled 1=Enabled
        §3.8 | Another status is refused | chosen by us | §3.8.1 |  | test_an_archive_status_other_than_0_and_1_is_refused
        §3.8 | The push says 00 or 02 | stated | §3.8.3 |  | test_archive_changes_carry_only_a_status | Execution result status 00=Success 02=Failure
        §3.8 | Adding a meter that is there updates its status | chosen by us |  |  | test_adding_a_meter_as_disabled_ends_its_reading
        §3.8 | A number that no meter has becomes a meter | chosen by us |  | addUnknown | test_add_unknown
        §3.8 | A meter of another DCU moves | chosen by us |  | addElsewhere | test_a_meter_that_is_added_to_another_dcu_moves
        §3.8 | Archive calls on a DCU that is offline are accepted and end with 02 | chosen by us | §3.7.3, §3.8.3, §3.9.3 |  | test_behind_a_dcu_that_is_offline_nothing_can_be_read_or_changed
        §3.8 | A meter in no archive, or disabled, cannot be read | chosen by us |  |  | test_a_meter_in_no_archive_can_be_read_once_it_is_added
        §3.9 | removeArchive takes objects with devAddr | stated | §3.9.1 | archiveForm | test_remove_archive_takes_objects_and_strings | archives Array Yes Meter number array devAddr String Yes Meter number
        §3.9 | It takes strings as well | read from data | §3.9.4 | archiveForm | test_remove_archive_takes_objects_and_strings
        §3.9 | A removed meter can no longer be read | chosen by us |  |  | test_a_removed_meter_can_be_read_no_longer
        §3.9 | Removing an absent meter succeeds | chosen by us |  |  | removing an absent meter succeeds and changes nothing
        """
    )

    private static let enclosure = read(
        """
        §4.1 | What history lacks is read from the meter in real time | stated | §4.1 |  | test_collecting_reads_exactly_the_holes_of_history | If find out data missing invoke API (real-time reading) to get data from meter
        §4.1 | What was read is then in history | chosen by us | §4.1 | backfill | a real-time read of the rows fills them in
        §4.1 | A single read leaves a row at its own instant | chosen by us |  | backfill | a single real-time read leaves one row at its own instant, which later questions find
        §4.1 | A client that subscribes after the answer is in time | chosen by us | §4.1 | pushTiming | test_a_client_that_subscribes_after_the_answer_is_in_time
        §4.1 | A subscription to the topic with /# hears the push | stated | §3.2.2 |  | test_the_wildcard_of_the_document_hears_the_push_too | Topic: /${tenantCode}/planId/#
        §4.2 | The table's codes are known | stated | §4.2 |  | test_a_single_code_is_read_with_its_unit_and_decimals | Supported data items … Single 5053 Phase A Current currentA
        §4.2 | Any other code is refused, but for 5100–5103 | chosen by us | §4.2 |  | test_a_refused_call_says_why
        §4.2 | 1, 2 and 3 are composite, the rest single | stated | §4.2 |  | test_a_refused_call_says_why | Composite 1 Daily Frozen Data dailyBilling Composite 2 Monthly Frozen Data monthlyBilling Composite 3 Load Curve loadProfile Single
        §4.2 | 5100–5103 are the maximum active demand of the tariffs 1 to 4 | read from data | §3.2.6 |  | test_a_single_code_is_read_with_its_unit_and_decimals
        §4.2 | 5100–5103 can be asked for one by one, though the table does not list them | chosen by us | §4.2 |  | test_a_single_code_is_read_with_its_unit_and_decimals
        §4.2 | 5099 is the largest of 5100–5103 | read from data | §3.2.6 |  | test_the_month_s_maximum_demand_is_its_largest_block_and_starts_anew_after_the_row_of_the_first
        §4.2 | A daily maximum demand is the month's to date | chosen by us |  | demandReset | test_the_month_s_maximum_demand_is_its_largest_block_and_starts_anew_after_the_row_of_the_first
        """
    )
}
