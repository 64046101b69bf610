"""What a test can do with its world: the methods of hes_world, and its mark."""


def test_a_world_has_what_a_client_is_configured_with(suite):
    suite.run(
        "-W",
        "error",
        code="""
        from hes_sim import Simulator, World

        def test_it(hes, hes_world):
            assert isinstance(hes, Simulator) and isinstance(hes_world, World)
            assert hes_world.base_url == hes.base_url == hes.http + "/apis/openapi"
            assert hes_world.mqtt == f"mqtt://{hes_world.mqtt_host}:{hes_world.mqtt_port}"
            assert hes_world.topic == f"/{hes_world.tenant_code}/#"
            assert hes_world.username and hes_world.password and hes_world.secret_key
            assert post(f"{hes_world.base_url}/getToken", hes_world.credentials)["code"] == 200
        """,
    ).assert_outcomes(passed=1)


def test_each_test_has_a_world_of_its_own_and_it_ends_with_the_test(suite):
    result = suite.run(
        code="""
        seen = []

        def codes(hes):
            return [world["tenantCode"] for world in hes.control.ask("GET", "worlds")["worlds"]]

        def test_fails(hes, hes_world):
            seen.append(hes_world.tenant_code)
            assert not seen

        def test_exits(hes_world):
            seen.append(hes_world.tenant_code)
            raise SystemExit

        @pytest.fixture
        def broken(hes_world):
            yield
            seen.append(hes_world.tenant_code)
            raise OSError

        def test_broken_teardown(broken):
            pass

        def test_ends_it_itself(hes_world):
            seen.append(hes_world.tenant_code)
            hes_world.end()

        def test_nothing_is_left(hes, hes_world):
            assert len(set(seen)) == 4
            assert codes(hes) == ["hes-sim-base", hes_world.tenant_code]
        """
    )
    result.assert_outcomes(failed=2, passed=3, errors=1)


def test_clock_rules_calls_and_truth(suite):
    suite.run(
        code="""
        from datetime import datetime, timedelta

        def test_clock(hes_world):
            begin = hes_world.now
            hes_world.advance("2h")
            hes_world.advance(timedelta(minutes=30))
            hes_world.advance(60_000)
            assert hes_world.now - begin == timedelta(hours=2, minutes=31)
            hes_world.set_clock(datetime(2024, 7, 12))
            hes_world.set_clock("2024-07-12 01:00:00")
            assert hes_world.now == datetime(2024, 7, 12, 1)
            hes_world.set_clock(mode="manual")
            assert hes_world.ask("GET", "clock")["mode"] == "manual"

        def test_rules(hes_world):
            armed = hes_world.arm("F01")
            assert armed.ids == ("no-answer",) and armed.warnings == ()
            read(hes_world, "202407100001,202407100002")
            assert hes_world.wait_for("push")[0]["devAddrs"] == ["202407100001"]
            hes_world.disarm(armed.ids[0])
            seen = hes_world.journal()[-1].seq
            read(hes_world, "202407100002")
            assert hes_world.wait_for("push", since=seen)[0]["status"] == "00"
            two = hes_world.arm([{"effect": {"type": "pushDrop"}}, {"effect": {"type": "pushDuplicate"}}])
            assert len(two.ids) == 2

        def test_calls(hes_world):
            read(hes_world, "202407100001")
            read(hes_world, "202407100002,202407100003")
            assert [call.request["devList"] for call in hes_world.calls("readSingle")] == [
                ["202407100001"], ["202407100002", "202407100003"]
            ]
            (call,) = hes_world.calls("readSingle", dev_addr="202407100003")
            assert (call.status, call.code, call.user) == (200, 200, hes_world.username)
            assert call.plan_id == hes_world.wait_for("plan", plan_id=call.plan_id)[0].plan_id
            assert hes_world.calls("relay") == []
            assert [call.endpoint for call in hes_world.calls()].count("getToken") == 2

        def test_never(hes_world):
            hes_world.arm({"when": {"times": 1}, "effect": {"type": "pushDrop"}})
            lost, fence = (read(hes_world, "202407100001")["data"]["planId"] for _ in range(2))
            after = hes_world.assert_never("push", plan_id=lost, fence={"kind": "puback", "plan_id": fence})
            assert after > 1

        def test_truth(hes_world):
            plan = read(hes_world, "202407100001")
            before = hes_world.truth("202407100001", at=hes_world.now - timedelta(days=1))
            now = hes_world.truth("202407100001")
            assert float(now["5069"]) > float(before["5069"]) > 0
            assert (now.breaker, now.is_supplied, now.dcu_no) == ("closed", True, "2211000051")
            hes_world.happen({"type": "outage", "dcu": "2211000051", "for": "30m"})
            hes_world.advance("1m")
            assert not hes_world.truth("202407100001").is_supplied
        """
    ).assert_outcomes(passed=5)


def test_the_mark_chooses_document_file_recipe_pace_and_seed(suite):
    suite.file("one.json").write_text('{"name": "one", "tenants": [{"tenantCode": "77", "dcus": [{"dcuNo": "D", "meters": ["9"]}]}]}')
    suite.run(
        code="""
        def meters(world):
            return [meter["devAddr"] for meter in world.ask("GET", "meters")["meters"]]

        @pytest.mark.hes_world("one.json", clock="manual")
        def test_file(hes, hes_world):
            assert meters(hes_world) == ["9"]
            assert hes_world.ask("GET", "clock")["mode"] == "manual"
            with hes.world("one.json") as twin:
                assert hes_world.tenant_code != twin.tenant_code != "77"

        @pytest.mark.hes_world({"tenants": [{"dcus": [{"dcuNo": "D", "meters": ["8"]}]}]}, seed=5)
        def test_document(hes_world):
            assert (meters(hes_world), hes_world.seed) == (["8"], 5)

        @pytest.mark.hes_world(recipe="F15")
        def test_recipe(hes_world):
            before = float(hes_world.truth("202407100002")["5069"])
            hes_world.advance("5h")
            assert float(hes_world.truth("202407100002")["5069"]) < before
        """
    ).assert_outcomes(passed=3)


def test_a_part_that_is_a_file_is_told_with_what_to_do_and_a_shipped_one_is_taken(suite):
    suite.file("files.json").write_text('{"name": "files", "include": ["parts/more.json"]}')
    suite.file("shipped.json").write_text('{"name": "shipped", "include": ["demo"]}')
    result = suite.run(
        code="""
        @pytest.mark.hes_world("files.json")
        def test_file(hes_world): pass

        @pytest.mark.hes_world({"name": "files", "include": ["parts/more.json"]})
        def test_document(hes_world): pass

        @pytest.mark.hes_world("shipped.json", recipe="F01")
        def test_shipped(hes_world):
            assert "no-answer" in [rule["id"] for rule in hes_world.ask("GET", "faults")["faults"]]
            assert hes_world.ask("GET", "meters")["total"] > 20
        """
    )
    result.assert_outcomes(errors=2, passed=1)
    hint = "hint: a world is made by a request, *: write what the file says into the scenario itself*"
    result.stdout.fnmatch_lines(["*files.json:1:*: error: /include/0: *found \"parts/more.json\"*", hint, "*/include/0: *", hint])


def test_a_recipe_leaves_what_is_no_list_to_the_check(suite):
    result = suite.run(
        code="""
        @pytest.mark.hes_world({"tenants": [{"dcus": [], "faults": None}]}, recipe="F01")
        def test_it(hes_world): pass
        """
    )
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*error: /tenants/0/faults: expected an array, found null"])


def test_a_wrong_mark_is_told(suite):
    suite.file("bad.json").write_text('{\n  "name": "bad",\n  "tenants": [{"dcuss": []}]\n}\n')
    suite.file("broken.json").write_text('{"name": \n')
    result = suite.run(
        code="""
        @pytest.mark.hes_world("bad.json")
        def test_bad(hes_world): pass

        @pytest.mark.hes_world("broken.json")
        def test_broken(hes_world): pass

        @pytest.mark.hes_world("absent.json")
        def test_absent(hes_world): pass

        @pytest.mark.hes_world(clok="manual")
        def test_argument(hes_world): pass
        """
    )
    result.assert_outcomes(errors=4)
    result.stdout.fnmatch_lines(
        [
            "*the scenario *bad.json was refused: *bad.json:3:*: error: /tenants/0/dcuss: *did you mean 'dcus'?",
            "*the scenario *broken.json was refused: *broken.json:2:1: error:*",
            "*No such file*absent.json*",
            "*the mark hes_world takes scenario, recipe, clock and seed, not clok*",
        ]
    )


def test_coroutines_with_asyncio_anyio_and_trio(suite):
    suite.run(
        *("-p", "pytest_asyncio.plugin", "-p", "anyio.pytest_plugin"),
        code="""
        async def loop(world):
            plan = read(world, "202407100001")["data"]["planId"]
            await world.wait_for("puback", plan_id=plan)
            await world.arm("F01")
            await world.advance("1h")
            await world.assert_never("http", endpoint="relay")
            assert len(await world.calls("readSingle", dev_addr="202407100001")) == 1
            assert (await world.truth("202407100001")).breaker == "closed"
            assert (await world.journal("push"))[0].plan_id == plan
            assert (await world.now()).hour == 11

        @pytest.mark.asyncio
        async def test_asyncio(async_hes_world, hes_world):
            assert async_hes_world.credentials == hes_world.credentials
            await loop(async_hes_world)

        @pytest.mark.anyio
        @pytest.mark.parametrize("anyio_backend", ["asyncio", "trio"])
        async def test_anyio(async_hes_world, anyio_backend):
            await loop(async_hes_world)

        @pytest.mark.asyncio
        async def test_alone():
            from hes_sim import AsyncSimulator

            async with AsyncSimulator() as hes, await hes.world() as world:
                await loop(world)
        """,
    ).assert_outcomes(passed=4)
