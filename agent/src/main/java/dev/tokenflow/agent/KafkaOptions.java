package dev.tokenflow.agent;

import dev.tokenflow.agent.delivery.KafkaConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of whoever sends batches to Kafka: a watching agent and a replay. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class KafkaOptions {
    @Option(names = "--bootstrap-servers", defaultValue = "", paramLabel = "HOST:PORT", description = "Kafka brokers.")
    private String bootstrapServers;

    @Option(
            names = "--kafka-properties",
            paramLabel = "FILE",
            description = "Further settings of the Kafka client, such as security.")
    private @Nullable Path properties;

    @Option(
            names = "--topic",
            defaultValue = KafkaConfig.DEFAULT_TOPIC,
            paramLabel = "TOPIC",
            description = "Where batches go; created when it is missing. Default: ${DEFAULT-VALUE}.")
    private String topic;

    @Option(
            names = "--queue-bytes",
            defaultValue = "67108864",
            paramLabel = "BYTES",
            description = "Batches held while Kafka is away. Default: ${DEFAULT-VALUE}.")
    private long queueBytes;

    @Option(names = "--until-stdin-closes", description = "Also stop when standard input ends.")
    private boolean untilStdinCloses;

    KafkaConfig config() {
        return new KafkaConfig(bootstrapServers, settings(), topic);
    }

    long queueBytes() {
        return queueBytes;
    }

    /** Calls {@code stop} when standard input ends, if that was asked for. */
    void onEndOfInput(Runnable stop) {
        if (untilStdinCloses) {
            Thread.ofPlatform().daemon().name("agent-stdin").start(() -> stopAtEnd(System.in, stop));
        }
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        if (properties != null) {
            Properties read = new Properties();
            try (Reader in = Files.newBufferedReader(properties)) {
                read.load(in);
            } catch (IOException | IllegalArgumentException e) { // the latter: an escape that is none
                throw new IllegalArgumentException(
                        "--kafka-properties " + properties + " cannot be read: " + e.getMessage(), e);
            }
            read.forEach((key, value) -> settings.put(key.toString(), value.toString()));
        }
        return settings;
    }

    private static void stopAtEnd(InputStream in, Runnable stop) {
        try {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // as good as its end
        }
        stop.run();
    }
}
