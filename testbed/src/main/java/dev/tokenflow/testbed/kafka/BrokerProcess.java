package dev.tokenflow.testbed.kafka;

import dev.tokenflow.testbed.process.FreePorts;
import dev.tokenflow.testbed.process.JavaCommand;
import dev.tokenflow.testbed.process.ServerProcess;
import dev.tokenflow.testbed.process.Tethered;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** A Kafka broker in a process of its own, which can be stopped and started again with its data and its ports. */
public final class BrokerProcess implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(120);

    private final Path config;
    private final Path log;
    private final int port;
    private final List<String> options;
    private ServerProcess process;

    private BrokerProcess(Path config, Path log, int port, List<String> options) throws IOException {
        this.config = config;
        this.log = log;
        this.port = port;
        this.options = options;
        process = start();
    }

    /**
     * Starts a broker without topics and waits until it answers.
     *
     * @param folder takes its settings and data
     * @param log takes what it says
     * @param options of its JVM
     * @param more settings of the broker
     */
    public static BrokerProcess start(Path folder, Path log, List<String> options, Map<String, String> more)
            throws IOException, InterruptedException {
        int port = FreePorts.next();
        return start(KafkaFolder.prepare(folder, port, FreePorts.next(), more), log, port, options);
    }

    /**
     * As {@link #start}, for a second broker of the same cluster, which lives no longer than the first.
     *
     * @param first where the first broker has its settings and data
     */
    public static BrokerProcess join(Path first, Path folder, Path log, List<String> options, Map<String, String> more)
            throws IOException, InterruptedException {
        int port = FreePorts.next();
        return start(KafkaFolder.join(folder, port, first, more), log, port, options);
    }

    private static BrokerProcess start(Path config, Path log, int port, List<String> options)
            throws IOException, InterruptedException {
        BrokerProcess broker = new BrokerProcess(config, log, port, options);
        try {
            broker.awaitAnswer();
        } catch (IOException | InterruptedException e) {
            broker.close();
            throw e;
        }
        return broker;
    }

    /** {@code host:port} for clients. */
    public String address() {
        return "127.0.0.1:" + port;
    }

    /** Ends it in order. */
    public void stop() {
        process.close();
    }

    /** Starts it again after {@link #stop} and waits until it answers. */
    public void startAgain() throws IOException, InterruptedException {
        process = start();
        awaitAnswer();
    }

    /** The process as it is now. */
    public ServerProcess process() {
        return process;
    }

    @Override
    public void close() {
        process.close();
    }

    private ServerProcess start() throws IOException {
        return ServerProcess.start(
                "the broker",
                JavaCommand.withOptions(
                        options, Tethered.class.getName(), List.of(kafka.Kafka.class.getName(), config.toString())),
                log,
                Map.of());
    }

    private void awaitAnswer() throws IOException, InterruptedException {
        process.await(START_TIMEOUT, this::answers);
    }

    /** Whether it says of itself that it is part of the cluster. */
    private boolean answers() throws InterruptedException {
        try (Admin admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                address(),
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                2_000,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                3_000))) {
            return admin.describeCluster().nodes().get(3, TimeUnit.SECONDS).stream()
                    .anyMatch(node -> node.port() == port);
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }
}
