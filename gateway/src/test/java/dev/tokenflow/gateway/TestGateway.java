package dev.tokenflow.gateway;

import dev.tokenflow.gateway.route.UpstreamConfig;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** A gateway in this process, started with the options of its command line. */
final class TestGateway implements AutoCloseable {
    private final Gateway gateway;

    private TestGateway(Gateway gateway) {
        this.gateway = gateway;
    }

    static TestGateway before(ScriptedEngine engine, String... options) throws Exception {
        return before(List.of(UpstreamConfig.of(engine.uri())), options);
    }

    static TestGateway before(List<UpstreamConfig> upstreams, String... options) throws Exception {
        List<String> all = new ArrayList<>(List.of(
                "--listen=127.0.0.1:0", "--admin=127.0.0.1:0", "--threads=1", "--drain-timeout=0s", "--compress=gzip"));
        all.addAll(List.of(options));
        GatewayOptions parsed = new GatewayOptions();
        new CommandLine(new Holder(parsed)).setOverwrittenOptionsAllowed(true).parseArgs(all.toArray(String[]::new));
        return new TestGateway(Gateway.start(GatewaySettings.of(parsed, upstreams)));
    }

    int port() {
        return gateway.port();
    }

    Gateway gateway() {
        return gateway;
    }

    /** The value of a metric's first line whose name and labels begin so; 0 when there is none. */
    double metric(String beginning) throws Exception {
        String text = admin("/metrics");
        return text.lines()
                .filter(line -> line.startsWith(beginning))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElse(0);
    }

    String admin(String path) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.adminPort() + path))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        }
    }

    @Override
    public void close() {
        gateway.close();
    }

    @CommandLine.Command(name = "options")
    private static final class Holder {
        @CommandLine.Mixin
        @SuppressWarnings("UnusedVariable") // picocli fills it
        private final GatewayOptions options;

        Holder(GatewayOptions options) {
            this.options = options;
        }
    }
}
