package dev.tokenflow.ops.recording;

import dev.tokenflow.protocol.event.BatchCodec;
import dev.tokenflow.protocol.event.MalformedBatchException;
import dev.tokenflow.protocol.topic.Topics;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tokenflow record}: writes the event topic into a file, for {@code tokenflow features}. */
@Command(
        name = "record",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Writes the batches of the event topic into a file, one after another, until Ctrl-C or for a"
                + " while. 'tokenflow features' reads the file.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class RecordCommand implements Callable<Integer> {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Where reading begins. */
    enum From {
        earliest,
        latest
    }

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--bootstrap-servers",
            required = true,
            paramLabel = "HOST:PORT",
            description = "Kafka brokers, comma-separated.")
    private String bootstrapServers = "";

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            description = "The file; what it held before is lost.")
    private Path out = Path.of("");

    @Option(names = "--seconds", paramLabel = "S", description = "How long to record. Default: until Ctrl-C.")
    private @Nullable Double seconds;

    @Option(
            names = "--from",
            defaultValue = "latest",
            paramLabel = "earliest|latest",
            description = "Begin with all that the topic holds, or with what comes. Default: ${DEFAULT-VALUE}.")
    private From from = From.latest;

    @Option(
            names = "--topic",
            defaultValue = Topics.EVENTS,
            paramLabel = "NAME",
            description = "The event topic. Default: ${DEFAULT-VALUE}.")
    private String topic = Topics.EVENTS;

    private volatile boolean stopping;
    private long batches;
    private long events;
    private long bytes;
    private long aside;

    @Override
    public Integer call() throws IOException {
        if (seconds != null && !(seconds > 0)) {
            throw new ParameterException(spec.commandLine(), "--seconds is " + seconds + ", expected more than 0");
        }
        CountDownLatch closed = new CountDownLatch(1);
        try {
            record(closed);
            say(String.format(
                    Locale.ROOT,
                    "recorded %,d batches with %,d events, %,d bytes%s",
                    batches,
                    events,
                    bytes,
                    aside == 0 ? "" : String.format(Locale.ROOT, "; %,d records that are no batches left out", aside)));
        } catch (KafkaException e) {
            throw new IOException("Kafka at " + bootstrapServers + ": " + e.getMessage(), e);
        } finally {
            closed.countDown();
        }
        return 0;
    }

    private void record(CountDownLatch closed) throws IOException {
        try (Consumer<byte[], byte[]> consumer = connect()) {
            List<TopicPartition> partitions = partitions(consumer);
            try (OutputStream file = open()) {
                Thread onExit = new Thread(() -> stop(consumer, closed), "record-shutdown");
                Runtime.getRuntime().addShutdownHook(onExit);
                try {
                    begin(consumer, partitions);
                    record(consumer, file);
                } finally {
                    forget(onExit);
                }
            }
        }
    }

    private static void forget(Thread onExit) {
        try {
            Runtime.getRuntime().removeShutdownHook(onExit);
        } catch (IllegalStateException e) {
            // the process is ending, and waits for us
        }
    }

    private Consumer<byte[], byte[]> connect() {
        try {
            return new KafkaConsumer<>(
                    Map.of(
                            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                            bootstrapServers,
                            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                            From.earliest.name(),
                            ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                            false),
                    new ByteArrayDeserializer(),
                    new ByteArrayDeserializer());
        } catch (KafkaException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new ParameterException(spec.commandLine(), "--bootstrap-servers: " + cause.getMessage(), e);
        }
    }

    private List<TopicPartition> partitions(Consumer<byte[], byte[]> consumer) throws IOException {
        List<PartitionInfo> known;
        try {
            known = consumer.partitionsFor(topic, PATIENCE);
        } catch (org.apache.kafka.common.errors.TimeoutException e) {
            throw new IOException("no Kafka broker answers at " + bootstrapServers, e);
        }
        if (known == null || known.isEmpty()) {
            throw new IOException("Kafka at " + bootstrapServers + " has no topic '" + topic + "'");
        }
        return known.stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
    }

    private OutputStream open() throws IOException {
        try {
            return new BufferedOutputStream(Files.newOutputStream(out));
        } catch (IOException e) {
            throw new IOException("--out: cannot write to '" + out + "'", e);
        }
    }

    private void begin(Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
        consumer.assign(partitions);
        if (from == From.earliest) {
            consumer.seekToBeginning(partitions);
        } else {
            consumer.seekToEnd(partitions);
        }
        partitions.forEach(partition -> consumer.position(partition, PATIENCE)); // now, not with the first poll
        say("recording " + topic + " into " + out + (seconds == null ? "; Ctrl-C ends it" : " for " + seconds + " s"));
    }

    private void record(Consumer<byte[], byte[]> consumer, OutputStream file) throws IOException {
        long startNs = System.nanoTime();
        double lengthNs = seconds == null ? Double.POSITIVE_INFINITY : seconds * 1e9;
        try {
            while (!stopping && System.nanoTime() - startNs < lengthNs) {
                for (ConsumerRecord<byte[], byte[]> entry : consumer.poll(POLL)) {
                    write(entry.value(), file);
                }
                file.flush();
            }
        } catch (WakeupException e) {
            // the end was asked for
        }
    }

    /** A value that is no batch would only hide the ones after it. */
    private void write(byte @Nullable [] value, OutputStream file) throws IOException {
        if (value == null) {
            aside++;
            return;
        }
        try {
            events += BatchCodec.decode(value).count();
        } catch (MalformedBatchException e) {
            aside++;
            return;
        }
        file.write(value);
        batches++;
        bytes += value.length;
    }

    /** On Ctrl-C: what was read is written and the file closed before the process ends. */
    private void stop(Consumer<byte[], byte[]> consumer, CountDownLatch closed) {
        stopping = true;
        consumer.wakeup();
        try {
            if (!closed.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                System.err.println("tokenflow: the recording may lack its end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void say(String what) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("tokenflow: " + what);
        err.flush();
    }
}
