package dev.tokenflow.protocol.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BatchCodecTest {
    private static final BatchHeader HEADER =
            new BatchHeader("host-a", 1, 4, 1_700_000_000_000L, 17, 5_000_000_000L, 1_699_999_000_000_000_000L, 3);

    private static final byte[] VERSION_1 = HexFormat.of().parseHex("""
            5446455601004800a8000100020000000068e5cf8b010000110000000000000000f08461159c97170300000000000000
            00f2052a01000000040006686f73742d6100000000000000c0aff629010000004d00000000000000e803000000000000
            2c01000000000000d0fb010000000000393000000000000020010db80000000000000000000000010000000000000000
            0000ffffcb007107000000f0bb9c000010a40000c4090000589800000a00000014000000040000000000000006000000
            05000000090000000300000002000000d204000003000000409c0000d5c20000401f22c8020001010100000000000000
            e050fe2901000000feffffffffffffff0000000000000000000000000000000000000000000000000000000000000000
            00000000000000000000ffffc000020120010db800000000000000000000000200000000000000000000000000000000
            000000000000000000000000000000000200000008000000000000000000000000000000000000000500000000000000
            0000000000000000bb01409c0a0002010000000000000000
            """.replace("\n", ""));

    static byte[] version1() {
        return VERSION_1.clone();
    }

    @Test
    void eventsComeBackAsTheyWereWritten() throws MalformedBatchException {
        byte[] first = event(40_123).toBytes();
        byte[] second = event(51_000).toBytes();
        byte[] both = Arrays.copyOf(first, 2 * TcpEventLayout.SIZE);
        System.arraycopy(second, 0, both, TcpEventLayout.SIZE, TcpEventLayout.SIZE);

        Batch batch = BatchCodec.decode(BatchCodec.encode(HEADER, both, 2));

        assertThat(batch.header()).isEqualTo(HEADER);
        assertThat(batch.count()).isEqualTo(2);
        TcpEventView view = new TcpEventView();
        assertThat(batch.read(0, view).rttUs()).isEqualTo(40_123);
        assertThat(batch.read(1, view).rttUs()).isEqualTo(51_000);
        assertThat(view.remoteAddress()).hasToString("203.0.113.7");
        assertThat(view.remotePort()).isEqualTo(51_234);
        assertThat(view.localPort()).isEqualTo(8_000);
        assertThat(view.bytesAckedDelta()).isEqualTo(300);
        assertThat(view.appLimited()).isTrue();
        assertThat(EventKind.ofCode(view.kindCode())).isEqualTo(EventKind.RTT);
    }

    @Test
    void anEmptyBatchIsAHeartbeatWithATime() throws MalformedBatchException {
        Batch batch = BatchCodec.decode(BatchCodec.encode(HEADER, new byte[0], 0));

        assertThat(batch.count()).isZero();
        assertThat(batch.header().wallMs(batch.header().closedNs())).isEqualTo(1_699_999_005_000L);
    }

    @Test
    void aRecordTellsItsLengthAtItsStart() throws MalformedBatchException {
        byte[] record = BatchCodec.encode(HEADER, new byte[3 * TcpEventLayout.SIZE], 3);
        byte[] start = Arrays.copyOf(record, BatchCodec.PREFIX_BYTES);

        assertThat(BatchCodec.recordBytes(start)).isEqualTo(record.length);
        assertThatThrownBy(() -> BatchCodec.recordBytes(Arrays.copyOf(start, 15)))
                .isInstanceOf(MalformedBatchException.class);
        for (int i : new int[] {0, 4, 9, 15}) { // magic, version, event size, count
            byte[] damaged = start.clone();
            damaged[i] = (byte) 0xff;
            assertThatThrownBy(() -> BatchCodec.recordBytes(damaged)).isInstanceOf(MalformedBatchException.class);
        }
    }

    @Test
    void largerEventsOfANewerAgentAreRead() throws MalformedBatchException {
        int larger = TcpEventLayout.SIZE + 8;
        byte[] record = new byte[BatchCodec.headerBytes("host-a") + 2 * larger];
        ByteBuffer out = ByteBuffer.wrap(record).order(ByteOrder.LITTLE_ENDIAN);
        BatchCodec.writeHeader(out, HEADER, 2);
        out.putShort(8, (short) larger);
        out.put(BatchCodec.headerBytes("host-a"), event(1).toBytes());
        out.put(BatchCodec.headerBytes("host-a") + larger, event(2).toBytes());

        Batch batch = BatchCodec.decode(record);

        assertThat(batch.read(1, new TcpEventView()).rttUs()).isEqualTo(2);
    }

    @Test
    void aLargerHeaderOfANewerAgentIsSkipped() throws MalformedBatchException {
        byte[] record = BatchCodec.encode(HEADER, event(7).toBytes(), 1);
        int headerBytes = BatchCodec.headerBytes("host-a");
        ByteBuffer larger = ByteBuffer.allocate(record.length + 16).order(ByteOrder.LITTLE_ENDIAN);
        larger.put(record, 0, headerBytes).putLong(-1).putLong(-1).put(record, headerBytes, TcpEventLayout.SIZE);
        larger.putShort(6, (short) (headerBytes + 16));

        Batch batch = BatchCodec.decode(larger.array());

        assertThat(batch.header()).isEqualTo(HEADER);
        assertThat(batch.read(0, new TcpEventView()).rttUs()).isEqualTo(7);
    }

    @Test
    void tenantAndSendTimeSurviveTheRoundTrip() throws MalformedBatchException {
        BatchHeader header = new BatchHeader("hôte", 0, 1, 1, 2, 3, 4, 5, "team-a", 1_700_000_000_123_456_789L);
        byte[] record = BatchCodec.encode(header, new byte[0], 0);

        assertThat(record).hasSize(72 + 5 + 6 + 5).hasSize(BatchCodec.headerBytes("hôte", "team-a"));
        assertThat(BatchCodec.decode(record).header()).isEqualTo(header);
    }

    @Test
    void theSendTimeIsStampedIntoAFinishedRecord() throws MalformedBatchException {
        byte[] record = BatchCodec.encode(HEADER, event(1).toBytes(), 1);
        assertThat(BatchCodec.decode(record).header().sentWallNs()).isZero();

        BatchCodec.stampSent(record, 42);

        assertThat(BatchCodec.decode(record).header().sentWallNs()).isEqualTo(42);
        assertThat(BatchCodec.decode(record).read(0, new TcpEventView()).rttUs())
                .isEqualTo(1);
    }

    @Test
    void whatANewProbeKnowsIsMarkedAsKnown() {
        TcpEventView view = new TcpEventView();
        view.at(event(1).toBytes(), 0);
        assertThat(view.notSent()).isFalse();
        assertThat(view.backoff()).isZero();
        assertThat(view.hasRetrans() || view.hasLimits() || view.hasCe() || view.hasReordering())
                .isFalse();

        view.at(
                event(1).sampleNs(4_998_000_000L)
                        .backoff(20)
                        .cause(RetransmitCause.TIMEOUT)
                        .notSent()
                        .retransDelta(3)
                        .limits(900, 500, 100)
                        .deliveredCe(4)
                        .reordering(1000)
                        .handshakeRttUs(41_000)
                        .toBytes(),
                0);

        assertThat(view.appLimited() && view.hasRetrans() && view.hasLimits() && view.hasCe() && view.hasReordering())
                .isTrue();
        assertThat(view.sampleNs()).isEqualTo(4_998_000_000L);
        assertThat(view.cause()).isEqualTo(RetransmitCause.TIMEOUT);
        assertThat(view.backoff()).isEqualTo(15);
        assertThat(view.notSent()).isTrue();
        assertThat(view.retransDelta()).isEqualTo(3);
        assertThat(view.busyDeltaUs()).isEqualTo(900);
        assertThat(view.rwndLimitedDeltaUs()).isEqualTo(500);
        assertThat(view.sndbufLimitedDeltaUs()).isEqualTo(100);
        assertThat(view.deliveredCeDelta()).isEqualTo(4);
        assertThat(view.reorderingDelta()).isEqualTo(255);
        assertThat(view.handshakeRttUs()).isEqualTo(41_000);
        assertThat(RetransmitCause.ofCode(200)).isEqualTo(RetransmitCause.UNKNOWN);
    }

    /** Written by version 1 and never changed since. */
    @Test
    void aBatchOfVersion1IsRead() throws MalformedBatchException {
        Batch batch = BatchCodec.decode(VERSION_1);

        assertThat(batch.header())
                .isEqualTo(new BatchHeader(
                        "host-a", 1, 4, 1_700_000_000_000L, 17, 5_000_000_000L, 1_699_999_000_000_000_000L, 3));
        assertThat(batch.count()).isEqualTo(2);
        assertThat(BatchCodec.recordBytes(Arrays.copyOf(VERSION_1, BatchCodec.PREFIX_BYTES)))
                .isEqualTo(VERSION_1.length);
        assertThat(bytesOf(batch, 0))
                .isEqualTo(new TcpEventBuilder()
                        .kind(EventKind.RTT)
                        .tsNs(4_999_000_000L)
                        .sockCookie(77)
                        .localPort(8_000)
                        .remote(IpAddress.parse("203.0.113.7"), 51_234)
                        .bytesAcked(300)
                        .delivered(3)
                        .dsacks(2)
                        .rtt(40_123, 3, 130_000, 40_000, 49_877)
                        .mdevUs(2_500)
                        .packetsOut(4)
                        .unsentBytes(1_234)
                        .appLimited(true)
                        .toBytes());
        assertThat(bytesOf(batch, 1))
                .isEqualTo(new TcpEventBuilder()
                        .kind(EventKind.RETRANSMIT)
                        .tsNs(4_999_500_000L)
                        .sockCookie(-2)
                        .localPort(443)
                        .remote(IpAddress.parse("2001:db8::2"), 40_000)
                        .segments(2)
                        .unsentBytes(5)
                        .toBytes());
    }

    @Test
    void eventsPickedFromABatchOfVersion1StayInVersion1() throws MalformedBatchException {
        BitSet second = new BitSet();
        second.set(1);

        byte[] part = BatchCodec.decode(VERSION_1).only(second);

        assertThat(part).hasSize(VERSION_1.length - 168);
        assertThat(BatchCodec.decode(part).count()).isEqualTo(1);
        assertThat(BatchCodec.decode(part).read(0, new TcpEventView()).sockCookie())
                .isEqualTo(-2);
    }

    @Test
    void aBatchOfVersion1IsRetoldInThePresentVersion() throws MalformedBatchException {
        byte[] retold = BatchCodec.decode(VERSION_1).retold(HEADER, ns -> ns + 1);

        assertThat(retold).hasSize(BatchCodec.headerBytes("host-a") + 2 * TcpEventLayout.SIZE);
        Batch batch = BatchCodec.decode(retold);
        assertThat(batch.read(0, new TcpEventView()).tsNs()).isEqualTo(4_999_000_001L);
        assertThat(batch.read(0, new TcpEventView()).sampleNs()).isZero();
    }

    @Test
    void damageIsNamed() {
        byte[] good = BatchCodec.encode(HEADER, event(1).toBytes(), 1);

        assertReason("truncated", new byte[0]);
        assertReason("truncated", Arrays.copyOf(good, 58));
        assertReason("header", Arrays.copyOf(good, 71));
        assertReason("length", Arrays.copyOf(good, good.length - 1));
        assertReason("length", Arrays.copyOf(good, good.length + 1));
        assertReason("magic", patched(good, 0, 1));
        assertReason("version", patched(good, 4, 0));
        assertReason("version", patched(good, 4, 3));
        assertReason("event-size", patched(good, 8, 7));
        assertReason("length", patched(good, 14, 0xff));
        assertReason("header", patched(good, 58, 0));
        assertReason("header", patched(good, 59, 0xff));
        assertReason("header", patched(good, 71, 0x80));
        assertReason("header", patched(good, 72, 0xff));
        assertReason("header", patched(good, 10, 9));
    }

    @Test
    void randomBytesAreNeverAnythingButMalformed() {
        Random random = new Random(3);
        byte[] present = BatchCodec.encode(HEADER, event(1).toBytes(), 1);
        for (int i = 0; i < 40_000; i++) {
            byte[] damaged = (i % 4 < 2 ? present : VERSION_1).clone();
            for (int edits = 1 + random.nextInt(8); edits > 0; edits--) {
                damaged[random.nextInt(i % 2 == 0 ? 64 : damaged.length)] = (byte) random.nextInt(256);
            }
            try {
                Batch batch = BatchCodec.decode(damaged);
                assertThat(batch.count()).isLessThanOrEqualTo(BatchCodec.MAX_EVENTS);
            } catch (MalformedBatchException expected) {
                assertThat(expected.reason()).isNotEmpty();
            }
        }
    }

    private static byte[] bytesOf(Batch batch, int index) {
        byte[] one = batch.retold(batch.header(), ns -> ns);
        int from = BatchCodec.headerBytes("host-a") + index * TcpEventLayout.SIZE;
        return Arrays.copyOfRange(one, from, from + TcpEventLayout.SIZE);
    }

    private static TcpEventBuilder event(long rttUs) {
        return new TcpEventBuilder()
                .kind(EventKind.RTT)
                .tsNs(4_999_000_000L)
                .sockCookie(77)
                .localPort(8000)
                .remote(IpAddress.parse("203.0.113.7"), 51_234)
                .bytesAcked(300)
                .rtt(rttUs)
                .appLimited(true);
    }

    private static void assertReason(String reason, byte[] record) {
        assertThatThrownBy(() -> BatchCodec.decode(record))
                .isInstanceOfSatisfying(
                        MalformedBatchException.class,
                        e -> assertThat(e.reason()).isEqualTo(reason));
    }

    private static byte[] patched(byte[] record, int offset, int value) {
        byte[] copy = record.clone();
        copy[offset] = (byte) value;
        return copy;
    }
}
