package dev.tokenflow.hints;

import dev.tokenflow.hints.store.HintsConfig;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code hints}: one hint server until SIGTERM or SIGINT. Exit status 2 when it cannot start. */
@Command(
        name = "tokenflow hints",
        mixinStandardHelpOptions = true,
        versionProvider = HintsMain.Version.class,
        description = "Answers with the pacing hint of a client: GET /v1/hints/{address}.")
public final class HintsMain implements Callable<Integer> {
    private static final int CANNOT_START = 2;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--host", defaultValue = "127.0.0.1", description = "Address to listen on (${DEFAULT-VALUE}).")
    private String host = "";

    @Option(
            names = "--port",
            defaultValue = "8080",
            description = "Port to listen on, 0 = any free one (${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--bootstrap-servers",
            defaultValue = "127.0.0.1:9092",
            description = "Kafka brokers, host:port[,host:port] (${DEFAULT-VALUE}).")
    private String bootstrapServers = "";

    @Option(
            names = "--kafka-properties",
            paramLabel = "FILE",
            description = "Further settings of the Kafka clients, such as security.")
    private @Nullable Path kafkaProperties;

    @Option(
            names = "--topic",
            defaultValue = HintsConfig.DEFAULT_TOPIC,
            description = "Compacted topic of hints (${DEFAULT-VALUE}).")
    private String topic = "";

    @Option(names = "--site", description = "Whose site hint is the last resort (the only one in the topic).")
    private @Nullable String site;

    @Option(
            names = "--threads",
            defaultValue = "" + HintsConfig.DEFAULT_THREADS,
            paramLabel = "N",
            description = "Event loops that answer (${DEFAULT-VALUE}).")
    private int threads;

    @Option(names = "--until-stdin-closes", description = "Stop when standard input ends, too.")
    private boolean untilStdinCloses;

    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** The exit status. */
    static int run(String... args) {
        CommandLine command = new CommandLine(new HintsMain());
        command.setParameterExceptionHandler((e, unused) -> {
            System.err.println("hints: " + e.getMessage() + " (see --help)");
            return CANNOT_START;
        });
        return command.execute(args);
    }

    @Override
    public Integer call() throws InterruptedException {
        PrometheusRegistry registry = new PrometheusRegistry();
        JvmMetrics.builder().register(registry);
        CountDownLatch stop = new CountDownLatch(1);
        HintServer server;
        try {
            server = HintServer.start(config(), (hint, nanos) -> {}, registry);
        } catch (HintsStartException e) {
            System.err.println("hints: " + e.getMessage());
            return CANNOT_START;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "shutdown"));
        System.out.println("hints: listening on http://" + host + ":" + server.port());
        if (untilStdinCloses) {
            Thread.ofPlatform().daemon().name("stdin").start(() -> awaitEndOfInput(stop));
        }
        stop.await();
        return 0;
    }

    private HintsConfig config() {
        try {
            if (port < 0 || port > 65_535) {
                throw new IllegalArgumentException("--port is " + port + ", expected 0 to 65535");
            }
            return new HintsConfig(
                    host,
                    port,
                    bootstrapServers,
                    kafkaSettings(),
                    topic,
                    site,
                    HintsConfig.DEFAULT_CAPACITY,
                    threads,
                    Duration.ofSeconds(10));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    java.util.Objects.requireNonNull(spec).commandLine(), String.valueOf(e.getMessage()));
        }
    }

    private Map<String, String> kafkaSettings() {
        Map<String, String> settings = new HashMap<>();
        if (kafkaProperties != null) {
            Properties properties = new Properties();
            try (Reader in = Files.newBufferedReader(kafkaProperties)) {
                properties.load(in);
            } catch (IOException | IllegalArgumentException e) { // the latter: an escape that is none
                throw new IllegalArgumentException(
                        "--kafka-properties " + kafkaProperties + " cannot be read: " + e.getMessage(), e);
            }
            properties.stringPropertyNames().forEach(name -> settings.put(name, properties.getProperty(name)));
        }
        return settings;
    }

    private static void awaitEndOfInput(CountDownLatch stop) {
        try {
            while (System.in.read() >= 0) {}
        } catch (IOException e) {
            // An input that cannot be read has ended.
        }
        stop.countDown();
    }

    /** The version of the jar. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = HintsMain.class.getPackage().getImplementationVersion();
            return new String[] {"hints " + (version == null ? "(unpackaged)" : version)};
        }
    }
}
