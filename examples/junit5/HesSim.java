import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store.CloseableResource;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A world of the simulator for a test: {@code void test(@HesSim HesSim.World world)}. It ends with the test.
 *
 * <p>One simulator serves all tests of the run: the one at HES_CONTROL (http://…/_sim), or one that is started from HES_SIM, the path of
 * the executable, or {@code hes-sim} of PATH. HES_SIM_CONTROL_TOKEN is the token of its control API, where it asks for one.
 * Needs Java 17, JUnit 5.8 and Gson.
 */
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(HesSim.Extension.class)
public @interface HesSim {
    /** A scenario document; without it two DCUs with ten meters each, those that the shipped recipes name. */
    String scenario() default
        """
        {"name": "junit", "clock": {"start": "2024-07-11 10:00:00", "timeZone": "+08:00"}, "tenants": [{"dcus": [
            {"dcuNo": "2211000051", "meters": [{"from": "202407100001", "count": 10}]},
            {"dcuNo": "2211000052", "meters": [{"from": "202407110001", "count": 10}]}]}]}""";

    /** The pace of the world's clock: auto, manual, real, x60. */
    String clock() default "auto";

    /** The seed of every random choice. */
    int seed() default 1;

    /** The control API refused a request, or something did not happen as it should; the message has the nearest journal entry. */
    final class Refused extends AssertionError {
        public final int status;

        Refused(int status, String what, JsonObject answer) {
            super(what + ": " + answer);
            this.status = status;
        }
    }

    /** A tenant with clock, meters, rules and journal of its own. */
    final class World implements CloseableResource {
        public final String baseUrl, mqtt, topic, tenantCode, username, password, secretKey;
        private final Control control;

        World(Control control, JsonObject made) {
            this.control = control;
            baseUrl = made.get("http").getAsString() + "/apis/openapi";
            mqtt = made.get("mqtt").getAsString();
            topic = made.get("topic").getAsString();
            tenantCode = made.get("tenantCode").getAsString();
            username = made.get("username").getAsString();
            password = made.get("password").getAsString();
            secretKey = made.get("secretKey").getAsString();
        }

        /** The body of getToken. */
        public JsonObject credentials() {
            var body = new JsonObject();
            body.addProperty("tenantCode", tenantCode);
            body.addProperty("username", username);
            body.addProperty("password", password);
            body.addProperty("secretKey", secretKey);
            return body;
        }

        /** A call of the control API about this world; {@code body} may be null. */
        public JsonObject ask(String method, String path, String body) {
            return control.ask(method, path + (path.contains("?") ? "&" : "?") + "tenant=" + encoded(tenantCode), body);
        }

        /** Moves the clock by "2h", or to "untilIdle"; returns when all that fell due has happened and the broker has every push. */
        public void advance(String span) {
            var command = new JsonObject();
            command.addProperty("advance", span);
            ask("POST", "clock", command.toString());
        }

        /** Arms a rule, or an array of rules, in JSON. */
        public void arm(String rules) {
            ask("POST", "faults", rules);
        }

        /** Arms the rules of a shipped recipe without events, such as F01-meter-offline. */
        public void armRecipe(String name) {
            for (var recipe : control.ask("GET", "recipes", null).getAsJsonArray("recipes")) {
                var found = recipe.getAsJsonObject();
                if (found.get("id").getAsString().equals(name)) {
                    if (found.getAsJsonArray("events").size() > 0) {
                        throw new IllegalArgumentException(name + " has events, which a scenario must have from its start");
                    }
                    arm(found.get("faults").toString());
                    return;
                }
            }
            throw new IllegalArgumentException("the simulator has no recipe '" + name + "'");
        }

        /** The calls so far, as entries of the journal; {@code devAddr} may be null. */
        public List<JsonObject> calls(String endpoint, String devAddr) {
            var filter = devAddr == null ? "" : "&devAddr=" + encoded(devAddr);
            return objects(ask("GET", "journal?kind=http&endpoint=" + encoded(endpoint) + filter, null).getAsJsonArray("entries"));
        }

        /** Waits until an entry of the journal matches: {"kind":"http","endpoint":"relay"}. */
        public JsonObject waitFor(String pattern, Duration timeout) {
            var question = question(pattern);
            question.addProperty("timeout", timeout.toMillis() + "ms");
            return objects(ask("POST", "journal/await", question.toString()).getAsJsonArray("entries")).get(0);
        }

        /** Makes sure that no entry of the journal so far matches. */
        public void assertNever(String pattern) {
            var question = question(pattern);
            question.addProperty("never", true);
            ask("POST", "journal/await", question.toString());
        }

        /** What a meter really shows now, by reading item. */
        public JsonObject truth(String devAddr) {
            return ask("GET", "meters/" + encoded(devAddr), null).getAsJsonObject("values");
        }

        /** The journal, a line an entry. */
        public String journal() {
            var lines = new StringBuilder();
            for (var entry : ask("GET", "journal?limit=200", null).getAsJsonArray("entries")) lines.append(entry).append('\n');
            return lines.toString();
        }

        @Override
        public void close() {
            control.ask("DELETE", "worlds/" + encoded(tenantCode), null);
        }

        private static JsonObject question(String pattern) {
            var question = new JsonObject();
            question.add("match", JsonParser.parseString(pattern));
            return question;
        }

        private static List<JsonObject> objects(JsonArray array) {
            var found = new ArrayList<JsonObject>();
            for (JsonElement element : array) found.add(element.getAsJsonObject());
            return found;
        }

        private static String encoded(String text) {
            return URLEncoder.encode(text, StandardCharsets.UTF_8);
        }
    }

    /** The control API. */
    final class Control {
        private static final Duration TIMEOUT = Duration.ofSeconds(130);
        // What a simulator that is started here inherits, and asks for.
        private static final String TOKEN = System.getenv("HES_SIM_CONTROL_TOKEN");
        private final String address;
        // A client of HTTP/2 asks to upgrade the connection, and the simulator speaks HTTP/1.1.
        private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

        Control(String address) {
            this.address = address;
        }

        JsonObject ask(String method, String path, String body) {
            var sent = body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body);
            var request = HttpRequest.newBuilder(URI.create(address + "/" + path)).method(method, sent).timeout(TIMEOUT);
            if (TOKEN != null) request.header("Authorization", "Bearer " + TOKEN);
            try {
                var response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
                var answer = JsonParser.parseString(response.body()).getAsJsonObject();
                if (response.statusCode() >= 300) throw new Refused(response.statusCode(), method + " /_sim/" + path, answer);
                return answer;
            } catch (IOException error) {
                throw new IllegalStateException("hes-sim does not answer at " + address + ": has it ended?", error);
            } catch (InterruptedException error) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", error);
            }
        }
    }

    /** The simulator of the run; it ends with the JVM, however that ends. */
    final class Simulator implements CloseableResource {
        // The shell ends it when standard input closes, which the system does also for a JVM that was killed.
        private static final String KEEPER = "\"$@\" & exec >&-; read _; kill $!; wait";
        private static final int START_SECONDS = 30;
        // A stop may take 20 seconds.
        private static final int STOP_SECONDS = 25;
        final Control control;
        private final Process process;

        Simulator() throws Exception {
            var running = System.getenv("HES_CONTROL");
            if (running != null) {
                process = null;
                control = new Control(running);
                return;
            }
            var binary = System.getenv().getOrDefault("HES_SIM", "hes-sim");
            var log = File.createTempFile("hes-sim", ".log");
            log.deleteOnExit();
            process = new ProcessBuilder("sh", "-c", KEEPER, "sh", binary, "serve", "--port", "0", "--mqtt-port", "0")
                .redirectError(log).start();
            var output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            var ready = CompletableFuture.supplyAsync(() -> firstLine(output))
                .completeOnTimeout(null, START_SECONDS, TimeUnit.SECONDS).get();
            if (ready == null) {
                process.getOutputStream().close();
                throw new IllegalStateException(binary + " did not start (apt-get install mosquitto libmosquitto1 libsqlite3-0, or set"
                    + " HES_SIM). It said:\n" + Files.readString(log.toPath()));
            }
            control = new Control(JsonParser.parseString(ready).getAsJsonObject().get("control").getAsString());
        }

        @Override
        public void close() throws Exception {
            if (process == null) return;
            process.getOutputStream().close();
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        }

        private static String firstLine(BufferedReader output) {
            try {
                return output.readLine();
            } catch (IOException error) {
                return null;
            }
        }
    }

    /** Gives a test its world, and its report the world's journal where the test failed. */
    final class Extension implements ParameterResolver, AfterTestExecutionCallback {
        private static final Namespace NAMESPACE = Namespace.create(HesSim.class);

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.isAnnotated(HesSim.class) && parameter.getParameter().getType() == World.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            var wanted = parameter.findAnnotation(HesSim.class).orElseThrow();
            var document = JsonParser.parseString(wanted.scenario()).getAsJsonObject();
            document.addProperty("seed", wanted.seed());
            if (!document.has("clock")) document.add("clock", new JsonObject());
            document.getAsJsonObject("clock").addProperty("mode", wanted.clock());
            var control = simulator(context).control;
            var world = new World(control, control.ask("POST", "worlds", document.toString()));
            context.getStore(NAMESPACE).put("world " + parameter.getIndex(), world);
            worlds(context).add(world);
            return world;
        }

        @Override
        public void afterTestExecution(ExtensionContext context) {
            if (context.getExecutionException().isEmpty()) return;
            for (var world : worlds(context)) context.publishReportEntry("hes-sim journal", world.journal());
        }

        @SuppressWarnings("unchecked")
        private static List<World> worlds(ExtensionContext context) {
            return (List<World>) context.getStore(NAMESPACE).getOrComputeIfAbsent("worlds", key -> new ArrayList<World>());
        }

        private static Simulator simulator(ExtensionContext context) {
            return context.getRoot().getStore(NAMESPACE).getOrComputeIfAbsent("simulator", key -> started(), Simulator.class);
        }

        private static Simulator started() {
            try {
                return new Simulator();
            } catch (RuntimeException error) {
                throw error;
            } catch (Exception error) {
                throw new IllegalStateException(error);
            }
        }
    }
}
