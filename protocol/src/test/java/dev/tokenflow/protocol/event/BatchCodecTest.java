package dev.tokenflow.protocol.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BatchCodecTest {
    private static final BatchHeader HEADER =
            new BatchHeader("host-a", 1, 4, 1_700_000_000_000L, 17, 5_000_000_000L, 1_699_999_000_000_000_000L, 3);

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
        assertThat(view.localAddress()).hasToString("2001:db8::1");
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
    void damageIsNamed() {
        byte[] good = BatchCodec.encode(HEADER, event(1).toBytes(), 1);

        assertReason("truncated", new byte[0]);
        assertReason("truncated", Arrays.copyOf(good, 58));
        assertReason("length", Arrays.copyOf(good, good.length - 1));
        assertReason("length", Arrays.copyOf(good, good.length + 1));
        assertReason("magic", patched(good, 0, 1));
        assertReason("version", patched(good, 4, 2));
        assertReason("event-size", patched(good, 8, 7));
        assertReason("length", patched(good, 14, 0xff));
        assertReason("header", patched(good, 58, 0));
        assertReason("header", patched(good, 59, 0xff));
        assertReason("header", patched(good, 10, 9));
    }

    @Test
    void randomBytesAreNeverAnythingButMalformed() {
        Random random = new Random(3);
        byte[] good = BatchCodec.encode(HEADER, event(1).toBytes(), 1);
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = good.clone();
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

    private static TcpEventBuilder event(long rttUs) {
        return new TcpEventBuilder()
                .kind(EventKind.RTT)
                .tsNs(4_999_000_000L)
                .sockCookie(77)
                .local(IpAddress.parse("2001:db8::1"), 8000)
                .remote(IpAddress.parse("203.0.113.7"), 51_234)
                .bytesAcked(1000, 300)
                .rtt(rttUs)
                .deliveryRate(12_345, true);
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
