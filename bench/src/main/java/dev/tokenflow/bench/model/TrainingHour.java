package dev.tokenflow.bench.model;

import dev.tokenflow.bench.report.BenchException;
import dev.tokenflow.core.model.path.PathRowCodec;
import dev.tokenflow.core.model.path.PathScore;
import dev.tokenflow.job.TrainJob;
import dev.tokenflow.job.config.TrainConfig;
import dev.tokenflow.job.train.TrainingReport;
import dev.tokenflow.protocol.topic.Topics;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The training of one hour of many paths, from a topic of a real broker. As the job writes them with its defaults, a
 * calm path has a row every ten seconds, and one path in fifty, with news all the time, one every second.
 */
final class TrainingHour {
    private static final int HOUR_S = 3_600;
    private static final int CALM_EVERY_S = 10;
    private static final int RESTLESS = 50;
    private static final double NS_PER_S = 1e9;

    private final String bootstrapServers;
    private final int paths;
    private final Consumer<String> lines;

    /** @param lines takes a line now and then about what goes on */
    TrainingHour(String bootstrapServers, int paths, Consumer<String> lines) {
        this.bootstrapServers = bootstrapServers;
        this.paths = paths;
        this.lines = lines;
    }

    /**
     * What a training took.
     *
     * @param rows that were read
     * @param wallS time that passed
     * @param cpuS CPU time of this process, which meanwhile trains and does nothing else
     * @param heapMb most that a collection left on the heap
     */
    record Taken(long rows, double wallS, double cpuS, double heapMb) {}

    /** Writes the rows; takes a minute or two. */
    void write() {
        List<String> tails = tails();
        long startMs = System.currentTimeMillis() - HOUR_S * 1_000L;
        long written = 0;
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ProducerConfig.COMPRESSION_TYPE_CONFIG,
                        "lz4",
                        ProducerConfig.LINGER_MS_CONFIG,
                        20,
                        ProducerConfig.BATCH_SIZE_CONFIG,
                        1 << 18),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int second = 0; second < HOUR_S; second++) {
                long atMs = startMs + second * 1_000L;
                String end = "\",\"window_end\":\"" + Instant.ofEpochMilli(atMs) + "\"";
                for (int path = 0; path < paths; path++) {
                    if (path % RESTLESS == 0 || (second + path) % CALM_EVERY_S == 0) {
                        String key = "10." + (path >> 16) + "." + (path >> 8 & 255) + "." + (path & 255);
                        String row = "{\"scope\":\"client\",\"key\":\"" + key + end
                                + tails.get((path * 31 + second) % tails.size());
                        var unused = producer.send(new ProducerRecord<>(
                                Topics.FEATURES,
                                null,
                                atMs,
                                ("client/" + key).getBytes(StandardCharsets.ISO_8859_1),
                                row.getBytes(StandardCharsets.ISO_8859_1)));
                        written++;
                    }
                }
                if (second % 600 == 599) {
                    lines.accept("an hour of " + paths + " paths: " + written + " rows written");
                }
            }
        }
    }

    /** What stands behind the time in rows of made-up readings. */
    private static List<String> tails() {
        List<String> tails = new ArrayList<>();
        for (var reading : MadeUpModels.readings()) {
            String row = PathRowCodec.encode(reading, PathScore.NONE);
            tails.add(row.substring(row.indexOf(",\"alarm\"")));
        }
        return tails;
    }

    /** Trains once. */
    Taken train() throws BenchException {
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        System.gc();
        long cpuNs = system.getProcessCpuTime();
        long startNs = System.nanoTime();
        TrainConfig config = TrainConfig.parse(
                new String[] {"--once", "--bootstrap-servers", bootstrapServers, "--history", "2h"}, Map.of());
        try (LiveHeap heap = new LiveHeap()) {
            TrainingReport report =
                    TrainJob.train(TrainJob.environment(), config, line -> lines.accept("train: " + line));
            report.lines().forEach(lines);
            return new Taken(
                    report.rows(),
                    (System.nanoTime() - startNs) / NS_PER_S,
                    (system.getProcessCpuTime() - cpuNs) / NS_PER_S,
                    heap.mostMb());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted while it trained");
        } catch (Exception e) { // what the training declares
            throw new BenchException("the training failed: " + e.getMessage());
        }
    }
}
