package dev.tokenflow.testbed.kafka;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;

/** Where a broker keeps its settings and data. */
public final class KafkaFolder {
    private static final String VOTERS = "controller.quorum.voters";

    private KafkaFolder() {}

    /**
     * Writes {@code server.properties} for these ports, and formats the data folder unless that was done before.
     *
     * @return the file
     */
    public static Path prepare(Path folder, int brokerPort, int controllerPort) throws IOException {
        return prepare(folder, brokerPort, controllerPort, Map.of());
    }

    /**
     * As {@link #prepare(Path, int, int)}.
     *
     * @param more settings of the broker besides, or instead of, those of this class
     */
    public static Path prepare(Path folder, int brokerPort, int controllerPort, Map<String, String> more)
            throws IOException {
        Properties config = config(folder, brokerPort, controllerPort);
        config.putAll(more);
        return write(folder, config, Uuid.randomUuid().toString());
    }

    /**
     * As {@link #prepare(Path, int, int, Map)}, for a second broker of the same cluster: the first remains the only
     * controller.
     *
     * @param first where the first broker keeps its settings and data
     */
    public static Path join(Path folder, int brokerPort, Path first, Map<String, String> more) throws IOException {
        Properties config = config(folder, brokerPort, 0);
        config.put("process.roles", "broker");
        config.put("node.id", "2");
        config.put("listeners", "PLAINTEXT://127.0.0.1:" + brokerPort);
        config.put(VOTERS, read(settings(first)).getProperty(VOTERS));
        config.putAll(more);
        return write(folder, config, read(identity(first)).getProperty("cluster.id"));
    }

    private static Path write(Path folder, Properties config, String cluster) throws IOException {
        Files.createDirectories(folder);
        Path file = settings(folder);
        try (OutputStream out = Files.newOutputStream(file)) {
            config.store(out, null);
        }
        if (!Files.exists(identity(folder))) {
            format(file, cluster);
        }
        return file;
    }

    private static Path settings(Path folder) {
        return folder.resolve("server.properties");
    }

    /** What tells that the data folder is formatted, and for which cluster. */
    private static Path identity(Path folder) {
        return folder.resolve("log").resolve("meta.properties");
    }

    private static Properties read(Path file) throws IOException {
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(file)) {
            properties.load(in);
        }
        return properties;
    }

    private static Properties config(Path folder, int brokerPort, int controllerPort) {
        Properties config = new Properties();
        config.put("process.roles", "broker,controller");
        config.put("node.id", "1");
        config.put(VOTERS, "1@127.0.0.1:" + controllerPort);
        config.put("listeners", "PLAINTEXT://127.0.0.1:" + brokerPort + ",CONTROLLER://127.0.0.1:" + controllerPort);
        config.put("controller.listener.names", "CONTROLLER");
        config.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        config.put("inter.broker.listener.name", "PLAINTEXT");
        config.put("log.dirs", folder.resolve("log").toString());
        config.put("offsets.topic.replication.factor", "1");
        config.put("offsets.topic.num.partitions", "1");
        config.put("transaction.state.log.replication.factor", "1");
        config.put("transaction.state.log.min.isr", "1");
        config.put("transaction.state.log.num.partitions", "1");
        config.put("share.coordinator.state.topic.replication.factor", "1");
        config.put("share.coordinator.state.topic.min.isr", "1");
        config.put("group.initial.rebalance.delay.ms", "0");
        config.put("auto.create.topics.enable", "false");
        return config;
    }

    private static void format(Path file, String cluster) throws IOException {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        int status = StorageTool.execute(
                new String[] {"format", "-t", cluster, "-c", file.toString()},
                new PrintStream(said, true, StandardCharsets.UTF_8));
        if (status != 0) {
            throw new IOException("the broker's data folder could not be formatted: "
                    + said.toString(StandardCharsets.UTF_8).strip());
        }
    }
}
