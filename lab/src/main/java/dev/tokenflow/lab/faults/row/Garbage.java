package dev.tokenflow.lab.faults.row;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tokenflow.lab.faults.ledger.LogReader;
import dev.tokenflow.lab.faults.stack.Stack;
import dev.tokenflow.lab.faults.stack.Waits;
import dev.tokenflow.lab.faults.traffic.Traffic;
import dev.tokenflow.protocol.event.BatchCodec;
import dev.tokenflow.protocol.event.BatchHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Records in the topic of events that no agent has written. */
final class Garbage implements FaultRow {
    private static final int COMPRESSES = 2_000_000;
    private static final int LARGE = 900_000;
    private static final int KEPT = 64 << 10;
    private static final int HASH_DIGITS = 64;
    private static final int VERSION_OFFSET = 4;
    private static final int OWN_PARTITION = 1;
    private static final int ROUNDS = 40;
    private static final Duration BETWEEN = Duration.ofMillis(250);
    private static final Duration REJECT_TIMEOUT = Duration.ofSeconds(20);

    @Override
    public String name() {
        return "garbage";
    }

    @Override
    public String summary() {
        return "records that are no batches, a partition of nothing else, 2 MB of zeros, later versions: the job never"
                + " restarts, each is put aside with the reason, and hints are the same as without them";
    }

    @Override
    public boolean isShort() {
        return true;
    }

    @Override
    public RowResult run(Stack stack, Pace pace, Consumer<String> say) throws IOException, InterruptedException {
        Findings findings = new Findings();
        try (Loop loop = Loop.open(stack, name(), Loop.WITHOUT_ALARMS.withForeignPartition())) {
            Traffic traffic = loop.stage().traffic();
            Random random = new Random(1);
            int sent = 0;
            int large = 0;
            for (int round = 0; round < pace.times(ROUNDS / 4, ROUNDS); round++) {
                List<byte[]> records = new ArrayList<>(List.of(
                        bytes(random, random.nextInt(3_000)), bytes(random, 0), laterVersion(), truncated(random)));
                if (round % 4 == 0) {
                    records.add(new byte[COMPRESSES]);
                    records.add(bytes(random, LARGE));
                    large += 2;
                }
                for (byte[] value : records) {
                    traffic.sendRaw(0, null, value);
                }
                traffic.sendRaw(OWN_PARTITION, "nobody", bytes(random, 1_000));
                sent += records.size() + 1;
                Waits.pause(BETWEEN);
            }
            Waits.pause(pace.seconds(3, 6));
            long endMs = System.currentTimeMillis() - Loop.TTL_MS;
            loop.quiet();
            int expected = sent;
            Waits.until(REJECT_TIMEOUT, () -> rejected(loop).size() >= expected);
            Loop.Tapes tapes = loop.tapes();
            List<ConsumerRecord<byte[], byte[]>> rejected = rejected(loop);
            findings.figure("garbage", sent);
            findings.atLeast("rejected", rejected.size(), sent);
            findings.none("rejected_too_many", Math.max(0, rejected.size() - sent));
            findings.none(
                    "rejected_without_reason_or_length",
                    rejected.stream()
                            .filter(entry -> text(entry, "reason").isEmpty()
                                    || text(entry, "length").isEmpty())
                            .count());
            findings.atLeast(
                    "rejected_and_cut",
                    rejected.stream().filter(Garbage::isCutWell).count(),
                    large);
            findings.none("restarts", loop.stage().job().restarts());
            loop.judge(findings, tapes, endMs);
            Comparison.judge(findings, loop, endMs, say);
        }
        return findings.result(name());
    }

    private static List<ConsumerRecord<byte[], byte[]>> rejected(Loop loop) {
        List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
        LogReader.read(loop.stage().broker(), loop.stage().topics().rejected(), all::add);
        return all;
    }

    /** Whether only the first bytes are there, with the length and the hash of all. */
    private static boolean isCutWell(ConsumerRecord<byte[], byte[]> entry) {
        String length = text(entry, "length");
        String hash = text(entry, "sha256");
        if (entry.value() == null || entry.value().length != KEPT || hash.length() != HASH_DIGITS) {
            return false;
        }
        return length.equals(Integer.toString(LARGE))
                || (length.equals(Integer.toString(COMPRESSES)) && hash.equals(sha256(new byte[COMPRESSES])));
    }

    private static String text(ConsumerRecord<byte[], byte[]> entry, String header) {
        Header found = entry.headers().lastHeader(header);
        return found == null ? "" : new String(found.value(), UTF_8);
    }

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] laterVersion() {
        byte[] batch = heartbeat();
        ByteBuffer.wrap(batch).order(ByteOrder.LITTLE_ENDIAN).putShort(VERSION_OFFSET, (short)
                (BatchCodec.VERSION + 1));
        return batch;
    }

    private static byte[] truncated(Random random) {
        byte[] batch = heartbeat();
        return Arrays.copyOf(batch, BatchCodec.PREFIX_BYTES + random.nextInt(batch.length - BatchCodec.PREFIX_BYTES));
    }

    private static byte[] heartbeat() {
        return BatchCodec.encode(new BatchHeader("later", 0, 1, 1, 0, 1, 1, 0), new byte[0], 0);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
