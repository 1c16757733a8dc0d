package dev.tokenflow.protocol.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.BitSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes of any kind are either a batch, all of which can be read and written again, or malformed with a reason. */
class BatchCodecFuzzTest {
    static Stream<byte[]> records() {
        BatchHeader header = new BatchHeader("host-a", 1, 4, 1_700_000_000_000L, 17, 5_000_000_000L, 1L << 60, 3);
        byte[] events = new byte[2 * TcpEventLayout.SIZE];
        events[TcpEventLayout.KIND] = 1;
        byte[] record = BatchCodec.encode(header, events, 2);
        byte[] longer = record.clone();
        longer[12] = 3; // events that are not there
        return Stream.of(
                new byte[0], record, longer, BatchCodec.encode(header, new byte[0], 0), BatchCodecTest.version1());
    }

    @MethodSource("records")
    @FuzzTest(maxDuration = "1m")
    void anyBytesAreABatchOrMalformed(byte[] input) throws MalformedBatchException {
        Batch batch;
        try {
            batch = BatchCodec.decode(input);
        } catch (MalformedBatchException e) {
            assertThat(e).message().isNotBlank();
            return;
        }
        BitSet all = new BitSet();
        all.set(0, batch.count());
        requireSame(BatchCodec.decode(batch.only(all)), batch);
        requireSame(BatchCodec.decode(batch.retold(batch.header(), time -> time)), batch);
    }

    private static void requireSame(Batch again, Batch batch) {
        assertThat(again.header()).isEqualTo(batch.header());
        assertThat(again.count()).isEqualTo(batch.count());
        TcpEventView one = new TcpEventView();
        TcpEventView other = new TcpEventView();
        for (int i = 0; i < batch.count(); i++) {
            batch.read(i, one);
            again.read(i, other);
            assertThat(other.tsNs()).isEqualTo(one.tsNs());
            assertThat(other.sockCookie()).isEqualTo(one.sockCookie());
            assertThat(other.rttSumUs()).isEqualTo(one.rttSumUs());
            assertThat(other.bytesAckedDelta()).isEqualTo(one.bytesAckedDelta());
            assertThat(other.retransDelta()).isEqualTo(one.retransDelta());
            assertThat(other.kindCode()).isEqualTo(one.kindCode());
            assertThat(other.reorderingDelta()).isEqualTo(one.reorderingDelta());
            assertThat(other.remoteAddress()).isEqualTo(one.remoteAddress());
            assertThat(other.cause()).isEqualTo(one.cause());
            assertThat(other.backoff()).isEqualTo(one.backoff());
        }
    }
}
