package dev.tokenflow.testbed.kafka;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;

/** Where a broker of one node keeps its settings and data. */
public final class KafkaFolder {
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
        Files.createDirectories(folder);
        Path file = folder.resolve("server.properties");
        Properties config = config(folder, brokerPort, controllerPort);
        config.putAll(more);
        try (OutputStream out = Files.newOutputStream(file)) {
            config.store(out, null);
        }
        if (!Files.exists(folder.resolve("log").resolve("meta.properties"))) {
            format(file);
        }
        return file;
    }

    private static Properties config(Path folder, int brokerPort, int controllerPort) {
        Properties config = new Properties();
        config.put("process.roles", "broker,controller");
        config.put("node.id", "1");
        config.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
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

    private static void format(Path file) throws IOException {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        int status = StorageTool.execute(
                new String[] {"format", "-t", Uuid.randomUuid().toString(), "-c", file.toString()},
                new PrintStream(said, true, StandardCharsets.UTF_8));
        if (status != 0) {
            throw new IOException("the broker's data folder could not be formatted: "
                    + said.toString(StandardCharsets.UTF_8).strip());
        }
    }
}
