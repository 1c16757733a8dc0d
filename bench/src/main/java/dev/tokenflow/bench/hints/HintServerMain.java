package dev.tokenflow.bench.hints;

import dev.tokenflow.hints.HintServer;
import dev.tokenflow.hints.HintsConfig;
import dev.tokenflow.protocol.json.JsonWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.OutputStream;

/** The hint server in a process of its own: {@code BOOTSTRAP THREADS}; ends when standard input does. */
public final class HintServerMain {
    private HintServerMain() {}

    public static void main(String[] args) throws Exception {
        HintsConfig config = HintsConfig.of("127.0.0.1", 0, args[0]).withThreads(Integer.parseInt(args[1]));
        try (HintServer server = HintServer.start(config, (hint, nanos) -> {}, new PrometheusRegistry())) {
            System.out.println(
                    new JsonWriter().beginObject().field("port", server.port()).endObject());
            System.in.transferTo(OutputStream.nullOutputStream());
        }
        System.exit(0);
    }
}
