import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MeterTest {
    static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** The client under test: it logs in and reads the import register of meters. */
    static JsonObject read(HesSim.World world, String meters) throws Exception {
        var token = call(world, "getToken", world.credentials()).getAsJsonObject("data").get("token").getAsString();
        var body = new JsonObject();
        body.addProperty("devList", meters);
        body.addProperty("cgcode", "5069");
        body.addProperty("token", token);
        return call(world, "meter/readSingle", body);
    }

    static JsonObject call(HesSim.World world, String path, JsonObject body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(world.baseUrl + "/" + path)).timeout(Duration.ofSeconds(10))
            .header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body.toString())).build();
        return JsonParser.parseString(HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body()).getAsJsonObject();
    }

    @Test
    void aMeterThatDoesNotAnswerIsLeftOut(@HesSim HesSim.World world) throws Exception {
        world.armRecipe("F01-meter-offline");
        read(world, "202407100001,202407100002");

        var push = world.waitFor("{\"kind\":\"push\"}", Duration.ofSeconds(10));
        assertEquals("[\"202407100001\"]", push.get("devAddrs").toString());
        assertEquals(1, world.calls("readSingle", "202407100002").size());
        world.assertNever("{\"kind\":\"http\",\"endpoint\":\"relay\"}");
    }

    @Test
    void aResultComesWhenTheClockIsMoved(@HesSim(clock = "manual", seed = 7) HesSim.World world) throws Exception {
        read(world, "202407100001");
        world.advance("3h");
        assertTrue(world.truth("202407100001").get("5069").getAsDouble() > 0);
        assertEquals("push", world.waitFor("{\"kind\":\"push\"}", Duration.ofSeconds(10)).get("kind").getAsString());
    }
}
