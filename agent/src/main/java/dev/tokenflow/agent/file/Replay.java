package dev.tokenflow.agent.file;

import dev.tokenflow.agent.batch.BatchConfig;
import dev.tokenflow.agent.batch.OutgoingBatch;
import dev.tokenflow.agent.batch.WallClockOffset;
import dev.tokenflow.agent.delivery.BatchQueue;
import dev.tokenflow.agent.delivery.BatchSender;
import dev.tokenflow.agent.delivery.Broker;
import dev.tokenflow.agent.delivery.KafkaOutput;
import dev.tokenflow.agent.delivery.Losses;
import dev.tokenflow.agent.host.StartupException;
import dev.tokenflow.protocol.event.Batch;
import dev.tokenflow.protocol.event.BatchHeader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends recorded batches again, as if they happened now. At speed {@code X} all times shrink by that factor, those
 * between the events of a batch too, so that event time keeps up with the clock; what was measured, such as round
 * trips, does not change. Gaps and repetitions of the recording stay: sequence numbers go on counting as they did.
 * Agents are renamed, so that the job does not take a recording for a restart of a running agent of that name.
 */
public final class Replay {
    private static final String PREFIX = "replay-";
    private static final double MAX_SPEED = 1_000;
    private static final long SAY_NS = Duration.ofSeconds(5).toNanos();
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);
    private static final double NS_PER_SECOND = 1e9;

    /** One run of a recorded agent's shard. */
    private record Source(String key, long epoch) {}

    /** How that run is replayed: under this epoch, with its first batch as number 0. */
    private record Story(long epoch, long firstSequence, long firstLost) {}

    private final Path file;
    private final double speed;
    private final long queueBytes;
    private final Duration maxAge;
    private final Map<Source, Story> stories = new HashMap<>();
    private final Map<String, Integer> epochs = new HashMap<>();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile @Nullable Throwable death;
    private long events;
    private long damaged;

    /**
     * A replay that has not begun.
     *
     * @param speed recorded seconds a second
     * @param queueBytes batches held while the broker is slow or away, oldest dropped first beyond it
     * @param maxAge batches that waited longer are dropped
     */
    public Replay(Path file, double speed, long queueBytes, Duration maxAge) {
        if (!(speed > 0 && speed <= MAX_SPEED)) {
            throw new IllegalArgumentException(
                    "--speed is " + speed + ", expected more than 0 and at most " + Math.round(MAX_SPEED));
        }
        this.file = file;
        this.speed = speed;
        this.queueBytes = queueBytes;
        BatchConfig.requireAge(maxAge);
        this.maxAge = maxAge;
    }

    /**
     * Sends all of it, and returns when the broker has it or {@link #stop} was called.
     *
     * @param say is told how far it is
     * @return what was done, one line
     */
    public String run(Broker broker, Consumer<String> say) throws StartupException, IOException {
        requireBatches();
        Losses losses = new Losses();
        try (BatchFile batches = BatchFile.open(file, (offset, skipped, reason) -> {
            damaged++;
            say.accept("set aside: " + file + ", byte " + offset + ": " + reason + "; " + skipped + " bytes skipped");
        })) {
            if (batches.batches() == 0) {
                throw new StartupException("'" + file + "' has no readable batch");
            }
            broker.prepare(batches.sources());
            BatchQueue queue = new BatchQueue(queueBytes, maxAge, losses);
            try (KafkaOutput output = KafkaOutput.open(broker, maxAge, losses)) {
                long sent;
                try (BatchSender sender = new BatchSender(queue, losses, List.of(output), this::breakOff)) {
                    say.accept(String.format(
                            Locale.ROOT, "replaying %,d batches of %s at speed %s", batches.batches(), file, speed));
                    sent = send(batches, queue, say);
                }
                if (death != null) {
                    throw new IOException("the replay broke off after " + sent + " batches: " + death);
                }
                return String.format(
                        Locale.ROOT,
                        "agent: replayed %,d of %,d batches with %,d events, %,d batches acknowledged, %,d events"
                                + " lost%s",
                        sent,
                        batches.batches(),
                        events,
                        output.batches(),
                        losses.total(),
                        damaged == 0 ? "" : String.format(Locale.ROOT, ", %,d damaged places left out", damaged));
            }
        } finally {
            stopped.countDown();
        }
    }

    /** Ends {@link #run} early, and waits until what was sent has arrived; at most a few seconds. */
    public void stop() {
        stopping.countDown();
        try {
            var unused = stopped.await(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The sending thread is gone. */
    private void breakOff(Throwable reason) {
        death = reason;
        stopping.countDown();
    }

    private void requireBatches() throws StartupException, IOException {
        if (!Files.isRegularFile(file)) {
            throw new StartupException(""
                    + (Files.isDirectory(file)
                            ? "'" + file + "' is a folder, expected a file"
                            : "there is no file '" + file + "'"));
        }
        if (!Files.isReadable(file)) {
            throw new StartupException("cannot read '" + file + "'");
        }
        if (!BatchFile.isOne(file)) {
            throw new StartupException("'" + file
                    + "' is no recording of batches, as 'tokenflow agent --record' or 'tokenflow record' writes them");
        }
    }

    private long send(BatchFile batches, BatchQueue queue, Consumer<String> say) throws IOException {
        long startNs = System.nanoTime();
        long startMs = System.currentTimeMillis();
        long offsetNs = WallClockOffset.measureNs();
        long firstWallNs = Long.MIN_VALUE;
        long wallNs = Long.MIN_VALUE;
        long saidNs = startNs;
        long sent = 0;
        for (Batch batch = batches.next(); batch != null; batch = batches.next()) {
            BatchHeader header = batch.header();
            wallNs = Math.max(wallNs, header.closedNs() + header.monoToWallNs());
            firstWallNs = firstWallNs == Long.MIN_VALUE ? wallNs : firstWallNs;
            long dueNs = startNs + Math.round((wallNs - firstWallNs) / speed);
            if (!waitUntil(dueNs)) {
                break;
            }
            queue.add(retold(batch, dueNs, startMs, offsetNs));
            events += batch.count();
            sent++;
            if (System.nanoTime() - saidNs >= SAY_NS) {
                saidNs = System.nanoTime();
                say.accept(String.format(
                        Locale.ROOT,
                        "%,d of %,d batches, %.1f s of the recording",
                        sent,
                        batches.batches(),
                        (wallNs - firstWallNs) / NS_PER_SECOND));
            }
        }
        return sent;
    }

    /** Whether to go on. */
    private boolean waitUntil(long dueNs) {
        try {
            return !stopping.await(Math.max(0, dueNs - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private OutgoingBatch retold(Batch batch, long dueNs, long startMs, long offsetNs) {
        BatchHeader header = batch.header();
        Source source = new Source(header.kafkaKey(), header.epoch());
        @Nullable Story story = stories.get(source);
        if (story == null) {
            int number = epochs.merge(source.key(), 1, Integer::sum);
            story = new Story(startMs + number, header.sequence(), header.eventsLost());
            stories.put(source, story);
        }
        BatchHeader now = new BatchHeader(
                renamed(header.agent()),
                header.shard(),
                header.shards(),
                story.epoch(),
                Math.max(0, header.sequence() - story.firstSequence()),
                dueNs,
                offsetNs,
                Math.max(0, header.eventsLost() - story.firstLost()),
                header.tenant(),
                0);
        byte[] record = batch.retold(now, ns -> dueNs - Math.round((header.closedNs() - ns) / speed));
        return new OutgoingBatch(now.kafkaKey(), record, batch.count(), dueNs);
    }

    private static String renamed(String agent) {
        String name = PREFIX + agent;
        while (name.getBytes(StandardCharsets.UTF_8).length > BatchHeader.MAX_AGENT_BYTES) {
            name = name.substring(0, name.offsetByCodePoints(name.length(), -1));
        }
        return name;
    }
}
