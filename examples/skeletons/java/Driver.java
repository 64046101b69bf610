// A driver skeleton for `hes-sim conformance run -- java -cp '/usr/share/java/*' Driver.java`. Passes the canary; go on where
// it says GO ON.
import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.fusesource.mqtt.client.Future;
import org.fusesource.mqtt.client.FutureConnection;
import org.fusesource.mqtt.client.MQTT;
import org.fusesource.mqtt.client.Message;
import org.fusesource.mqtt.client.QoS;
import org.fusesource.mqtt.client.Topic;

public class Driver {
    private static final Gson GSON = new Gson();
    private Client client;

    public static void main(String[] arguments) throws Exception {
        var driver = new Driver();
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        for (String line; (line = in.readLine()) != null; ) {
            var request = JsonParser.parseString(line).getAsJsonObject();
            if (text(request, "type").equals("bye")) break;
            var answer = driver.answer(request);
            answer.add("re", request.get("id"));
            out.println(GSON.toJson(answer));
        }
        if (driver.client != null) driver.client.close();
        System.exit(0); // threads of libraries may still live
    }

    private JsonObject answer(JsonObject request) {
        switch (text(request, "type")) {
            case "hello" -> {
                var answer = object("type", "hello.ok");
                answer.addProperty("protocol", 1);
                answer.add("client", object("name", "my-client", "version", "0.1", "language", "Java"));
                answer.add("capabilities", JsonParser.parseString("{'read': true, 'history': true}")); // GO ON: collect, relay, archive
                return answer;
            }
            case "case.begin" -> {
                client = new Client(request);
                return object("type", "case.ready");
            }
            case "case.end" -> {
                client.close();
                return object("type", "case.ended");
            }
            case "op" -> {
                var done = operation(text(request, "op"), request.getAsJsonObject("args"));
                if (done != null) {
                    done.addProperty("type", "op.done");
                    return done;
                }
            }
        }
        return object("type", "unsupported");
    }

    private JsonObject operation(String op, JsonObject args) {
        try {
            return perform(op, args);
        } catch (Exception failure) { // a failed operation, not a failed driver
            System.err.println(op + ": " + failure);
            var done = object("outcome", "failed");
            done.add("rows", new JsonArray());
            done.add("missing", args.has("meters") ? args.get("meters") : new JsonArray());
            return done;
        }
    }

    /** The fields of `op.done`; null for what is not there yet. */
    private JsonObject perform(String op, JsonObject args) throws Exception {
        switch (op) {
            case "login" -> {
                client.logIn();
                return object("outcome", "ok");
            }
            case "read" -> {
                var rows = client.read(args);
                var missing = missing(args.getAsJsonArray("meters"), rows);
                var done = object("outcome", missing.isEmpty() ? "ok" : rows.isEmpty() ? "failed" : "partial");
                done.add("rows", rows);
                done.add("missing", missing);
                return done;
            }
            case "history" -> {
                var done = object("outcome", "ok");
                done.add("rows", client.history(args));
                return done;
            }
            default -> {
                return null; // GO ON: collect, relay, archive.read, archive.add, archive.remove
            }
        }
    }

    private static JsonArray missing(JsonArray meters, JsonArray rows) {
        Set<String> came = new TreeSet<>();
        for (var row : rows) came.add(text(row.getAsJsonObject(), "devAddr"));
        var missing = new JsonArray();
        for (var meter : meters) {
            if (!came.contains(meter.getAsString())) missing.add(meter);
        }
        return missing;
    }

    static String text(JsonObject object, String key) {
        return object.get(key).getAsString();
    }

    static JsonObject object(String... keysAndValues) {
        var object = new JsonObject();
        for (int i = 0; i < keysAndValues.length; i += 2) object.addProperty(keysAndValues[i], keysAndValues[i + 1]);
        return object;
    }
}

/** GO ON: put your own client in the place of this one, and keep the driver above. */
class Client {
    private final HttpClient http = HttpClient.newHttpClient();
    private final JsonObject place;
    private String token;
    private Listener listener;

    Client(JsonObject place) {
        this.place = place;
    }

    private JsonObject post(String path, JsonObject body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(Driver.text(place, "baseUrl") + "/apis/openapi/" + path))
            .timeout(Duration.ofSeconds(8))
            .header("Content-Type", "application/json;charset=UTF-8")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
            .build();
        var answer = JsonParser.parseString(http.send(request, HttpResponse.BodyHandlers.ofString()).body()).getAsJsonObject();
        // GO ON: on a refused token log in once, and send the call once more.
        if (answer.get("code").getAsInt() != 200) throw new IOException(Driver.text(answer, "msg"));
        return answer.getAsJsonObject("data");
    }

    void logIn() throws IOException, InterruptedException {
        var credentials = new JsonObject();
        for (var name : List.of("tenantCode", "username", "password", "secretKey")) credentials.add(name, place.get(name));
        token = Driver.text(post("getToken", credentials), "token");
    }

    private JsonObject call(String path, JsonObject fields) throws IOException, InterruptedException {
        if (token == null) logIn();
        fields.addProperty("token", token);
        return post(path, fields);
    }

    JsonArray read(JsonObject args) throws Exception {
        // Before the call, so that no result can come too early.
        if (listener == null) listener = new Listener(place.getAsJsonObject("mqtt"), "/" + Driver.text(place, "tenantCode") + "/#");
        var planId = Driver.text(call("meter/read" + kind(args), question(args)), "planId");
        // GO ON: subscribe to the answer's topicId or topic as well; unite results that come in parts.
        var seconds = place.getAsJsonObject("deadlines").get("plan").getAsDouble();
        return rows(listener.result(planId, Duration.ofMillis((long) (seconds * 1000))), args);
    }

    JsonArray history(JsonObject args) throws Exception {
        var found = new JsonArray(); // GO ON: windows of at most half a year
        for (int page = 1; ; page++) {
            var fields = question(args);
            fields.addProperty("curPage", page);
            fields.addProperty("pageSize", args.has("pageSize") ? args.get("pageSize").getAsInt() : 200);
            var data = call("meter/history" + kind(args), fields);
            found.addAll(data.getAsJsonArray("list"));
            if (data.getAsJsonArray("list").isEmpty() || found.size() >= data.get("total").getAsInt()) return rows(found, args);
        }
    }

    void close() {
        if (listener != null) listener.close();
    }

    private static String kind(JsonObject args) {
        return Driver.text(args, "kind").equals("frozen") ? "Frozen" : "Single";
    }

    private static JsonObject question(JsonObject args) {
        List<String> meters = new ArrayList<>();
        for (var meter : args.getAsJsonArray("meters")) meters.add(meter.getAsString());
        var fields = Driver.object("devList", String.join(",", meters));
        for (var name : List.of("cgcode", "start", "end")) if (args.has(name)) fields.add(name, args.get(name));
        return fields;
    }

    /** One row a channel. Rows of historySingle have no cgcode: they are of the one that was asked for. */
    private static JsonArray rows(JsonArray items, JsonObject args) {
        var rows = new JsonArray();
        for (var element : items) {
            var item = element.getAsJsonObject();
            var channels = new JsonArray();
            if (item.has("channelData")) channels = item.getAsJsonArray("channelData");
            else channels.add(item);
            for (var one : channels) {
                var channel = one.getAsJsonObject();
                if (!isNumber(channel.get("value"))) continue; // missing is missing, never zero
                var row = new JsonObject();
                row.add("devAddr", item.get("devAddr"));
                row.add("cgcode", channel.has("cgcode") ? channel.get("cgcode") : args.get("cgcode"));
                row.add("timestamp", item.get("timestamp"));
                row.add("value", channel.get("value")); // the digits as they were sent
                row.add("unit", channel.get("unit"));
                rows.add(row);
            }
        }
        return rows;
    }

    private static boolean isNumber(JsonElement value) {
        try {
            new BigDecimal(value.getAsString());
            return true;
        } catch (RuntimeException absent) {
            return false;
        }
    }
}

/** Results over MQTT. GO ON: subscribe again after a lost connection, and keep what comes late. */
class Listener {
    private final FutureConnection connection;
    private final List<JsonObject> pushes = new ArrayList<>(); // GO ON: a bound on what is kept
    private Future<Message> next;

    /** Returns when the broker has confirmed the subscription. */
    Listener(JsonObject place, String filter) throws Exception {
        var mqtt = new MQTT();
        mqtt.setHost(Driver.text(place, "host"), place.get("port").getAsInt());
        connection = mqtt.futureConnection();
        connection.connect().await(5, TimeUnit.SECONDS);
        connection.subscribe(new Topic[] {new Topic(filter, QoS.AT_LEAST_ONCE)}).await(5, TimeUnit.SECONDS);
    }

    /** The list of a plan's push; empty if it does not come in time. */
    JsonArray result(String planId, Duration limit) throws Exception {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            for (var push : pushes) {
                if (!Driver.text(push, "planId").equals(planId)) continue;
                var data = push.getAsJsonObject("data");
                return data.has("list") && data.get("list").isJsonArray() ? data.getAsJsonArray("list") : new JsonArray();
            }
            if (!hear(end - System.nanoTime())) return new JsonArray();
        }
    }

    private boolean hear(long nanoseconds) throws Exception {
        if (next == null) next = connection.receive();
        Message message;
        try {
            message = next.await(Math.max(1, nanoseconds), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            return false; // `next` waits on, so that no message is lost
        }
        next = null;
        message.ack();
        try {
            pushes.add(JsonParser.parseString(new String(message.getPayload(), StandardCharsets.UTF_8)).getAsJsonObject());
        } catch (RuntimeException malformed) {
            System.err.println("a push that is no JSON");
        }
        return true;
    }

    void close() {
        connection.kill();
    }
}
