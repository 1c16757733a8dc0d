package dev.tokenflow.ops.gateway;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tokenflow.gateway.GatewayMain;
import dev.tokenflow.testbed.netns.ClientSide;
import dev.tokenflow.testbed.netns.NetworkLab;
import dev.tokenflow.testbed.netns.NetworkLabConfig;
import dev.tokenflow.testbed.netns.StreamProcesses;
import dev.tokenflow.testbed.process.Child;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Makes the picture of {@code docs/gateway.md}: Chromium reads the same answer of llama.cpp straight from the engine
 * and through the gateway. Each way has a link of its own, which is too narrow for the thirty readers on it: Chromium
 * and 29 curls, which accept compression as Chromium does. Needs Linux, root, npm, curl and Chromium; no build runs it:
 *
 * <pre>
 * TOKENFLOW_TEST_MODEL=(a small GGUF file) java -Dtokenflow.root=. -cp (the test class path of ops) \
 *     dev.tokenflow.ops.gateway.GatewayPicture docs/gateway-chromium.png
 * </pre>
 */
final class GatewayPicture {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int PORT = 8088;
    private static final String ENDLESS = "600s ";
    private static final String LINK = "rate=0.5mbit delay=20ms buffer=1s";
    private static final int READERS = 30;
    private static final int TOKENS_PER_SECOND = 25;
    private static final int TOKENS = 450;
    private static final int SHOWN_AFTER_S = 12;
    private static final String PROMPT = "Once upon a time";
    private static final int WIDTH = 1200;
    private static final int HEIGHT = 640;

    private final NetworkLab lab;
    private final Path folder;

    private GatewayPicture(NetworkLab lab, Path folder) {
        this.lab = lab;
        this.folder = folder;
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("gateway-picture");
        try (NetworkLab lab = NetworkLab.open(new NetworkLabConfig(2, "cubic"))) {
            Files.write(Path.of(arguments[0]), new GatewayPicture(lab, folder).take());
        }
    }

    private byte[] take() throws Exception {
        StreamProcesses processes = new StreamProcesses(lab, PORT, folder, "picture");
        List<StreamProcesses.Joint> joints = new ArrayList<>();
        for (int way = 0; way < 2; way++) {
            joints.add(new StreamProcesses.Joint(lab.pair(way, ClientSide.FAR), "narrow " + ENDLESS + LINK));
            joints.add(new StreamProcesses.Joint(lab.pair(way, ClientSide.NEAR), "clean " + ENDLESS + "rate=50mbit"));
        }
        try (Child link = processes.link(joints, 1, status -> {});
                RealEngine engine = new RealEngine(inside(lab.serverNamespace()), List.of("0.0.0.0", "2"))) {
            link.awaitReady(PATIENCE);
            lab.attach(0);
            lab.attach(1);
            int enginePort = engine.uri().getPort();
            List<String> pieces = pieces(engine, "http://127.0.0.1:" + enginePort);
            try (Child gateway = processes.beside(
                    "gateway",
                    GatewayMain.class,
                    List.of(
                            "--until-stdin-closes",
                            "--upstream=http://127.0.0.1:" + enginePort,
                            "--listen=0.0.0.0:" + PORT,
                            "--admin=127.0.0.1:0",
                            "--drain-timeout=0s"))) {
                gateway.awaitReady(PATIENCE);
                link.send("start " + System.nanoTime());
                List<String> ways = List.of(
                        "http://" + lab.pair(0, ClientSide.FAR).serverAddress() + ":" + enginePort,
                        "http://" + lab.pair(1, ClientSide.FAR).serverAddress() + ":" + PORT);
                return picture(engine, ways, pieces);
            }
        }
    }

    /** The text of each token of the answer, which is always the same. */
    private List<String> pieces(RealEngine engine, String base) throws Exception {
        Process curl = new ProcessBuilder(inside(
                        lab.serverNamespace(),
                        "curl",
                        "--silent",
                        "--json",
                        request("pieces", Map.of()),
                        base + StreamFixture.Api.CHAT.path))
                .start();
        String stream = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        engine.awaits("finished", "pieces");
        List<String> pieces = new ArrayList<>();
        for (String line :
                stream.lines().filter(line -> line.startsWith("data: {")).toList()) {
            String text = JSON.readTree(line.substring("data: ".length()))
                    .at("/choices/0/delta/content")
                    .asText();
            if (!text.isEmpty()) {
                pieces.add(text);
            }
        }
        return pieces;
    }

    private byte[] picture(RealEngine engine, List<String> ways, List<String> pieces) throws Exception {
        Path page = Files.writeString(folder.resolve("page.html"), page(ways, pieces));
        List<Process> others = new ArrayList<>();
        try (PipedChromium chromium = new PipedChromium(
                inside(lab.clientNamespace(ClientSide.FAR)), folder.resolve("profile"), WIDTH, HEIGHT)) {
            for (String way : ways) {
                others.add(otherReaders(way, String.join("", pieces)));
            }
            for (int way = 0; way < ways.size(); way++) {
                for (int reader = 1; reader < READERS; reader++) {
                    engine.awaits("begin", "other-" + way + "-" + reader);
                }
            }
            chromium.open(page.toUri());
            await().atMost(PATIENCE)
                    .until(() -> chromium.value("document.body.dataset.done").asBoolean());
            System.out.println(chromium.value("document.body.innerText").asText());
            return chromium.screenshot();
        } finally {
            others.forEach(Process::destroy);
        }
    }

    /**
     * One curl with 29 connections. Their text is given: llama.cpp only makes tokens of it, since the model at work on
     * sixty answers would need more of the processor than a link this narrow leaves it to show.
     */
    private Process otherReaders(String base, String text) throws IOException {
        int way = base.endsWith(":" + PORT) ? 1 : 0;
        StringBuilder wishes = new StringBuilder();
        for (int reader = 1; reader < READERS; reader++) {
            wishes.append(reader == 1 ? "" : "next\n")
                    .append("silent\ncompressed\nno-keepalive\noutput = \"/dev/null\"\n")
                    .append("url = \"" + base + StreamFixture.Api.CHAT.path + "\"\n")
                    .append("header = \"Content-Type: application/json\"\n")
                    .append("data = "
                            + JSON.writeValueAsString(request(
                                    "other-" + way + "-" + reader,
                                    Map.of("say", text, "tokens_per_second", TOKENS_PER_SECOND)))
                            + "\n");
        }
        Path file = Files.writeString(folder.resolve("others-" + way), wishes);
        return new ProcessBuilder(inside(
                        lab.clientNamespace(ClientSide.FAR),
                        "curl",
                        "--parallel",
                        "--parallel-immediate",
                        "--parallel-max",
                        Integer.toString(READERS),
                        "--config",
                        file.toString()))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static String request(String id, Map<String, Object> wish) throws IOException {
        Map<String, Object> request = new TreeMap<>(Map.of(
                "id",
                id,
                "model",
                "llama",
                "stream",
                true,
                "max_tokens",
                TOKENS,
                "messages",
                List.of(Map.of("role", "user", "content", PROMPT))));
        request.putAll(wish);
        return JSON.writeValueAsString(request);
    }

    private static List<String> inside(String namespace, String... command) {
        List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
        all.addAll(List.of(command));
        return all;
    }

    private static String page(List<String> ways, List<String> pieces) throws IOException {
        JsonNode asked = JSON.valueToTree(Map.of(
                "ways",
                ways,
                "pieces",
                pieces,
                "request",
                request("chromium", Map.of("tokens_per_second", TOKENS_PER_SECOND)),
                "prompt",
                PROMPT,
                "path",
                StreamFixture.Api.CHAT.path,
                "tokensPerSecond",
                TOKENS_PER_SECOND,
                "seconds",
                SHOWN_AFTER_S));
        String html = Files.readString(
                Installed.ROOT.resolve("ops/src/test/resources/dev/tokenflow/ops/gateway/picture/page.html"));
        return html.replace("ASKED", JSON.writeValueAsString(asked)).replace("READERS", Integer.toString(READERS));
    }
}
