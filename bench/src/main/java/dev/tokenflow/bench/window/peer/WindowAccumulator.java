package dev.tokenflow.bench.window.peer;

import dev.tokenflow.core.pane.RttHistogram;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.types.CopyableValue;

/**
 * The accumulator of the peers: our histogram and a few sums. It writes itself, so neither Flink nor Kafka Streams
 * needs a general serialiser for it.
 */
public final class WindowAccumulator implements CopyableValue<WindowAccumulator> {
    private static final long serialVersionUID = 1L;

    private transient RttHistogram rtt = new RttHistogram();
    private long count;
    private long sumUs;
    private int minUs = Integer.MAX_VALUE;
    private int maxUs;
    private long retransmits;
    private long bytesAcked;

    WindowAccumulator add(FlatEvent event) {
        retransmits += event.retransmits;
        bytesAcked += event.bytesAcked;
        if (event.rttUs > 0) {
            rtt.add(event.rttUs);
            count++;
            sumUs += event.rttUs;
            minUs = Math.min(minUs, event.rttUs);
            maxUs = Math.max(maxUs, event.rttUs);
        }
        return this;
    }

    WindowAccumulator add(WindowAccumulator other) {
        rtt.add(other.rtt);
        count += other.count;
        sumUs += other.sumUs;
        minUs = Math.min(minUs, other.minUs);
        maxUs = Math.max(maxUs, other.maxUs);
        retransmits += other.retransmits;
        bytesAcked += other.bytesAcked;
        return this;
    }

    /** The features of the window this was collected in. */
    WindowRow row(long client, long windowEndMs) {
        return new WindowRow(
                client,
                windowEndMs,
                count,
                count == 0 ? 0 : minUs,
                maxUs,
                count == 0 ? Double.NaN : (double) sumUs / count,
                count == 0 ? Double.NaN : rtt.quantileUs(0.95),
                retransmits,
                bytesAcked);
    }

    void writeTo(DataOutput out) throws IOException {
        writeVar(out, retransmits);
        writeVar(out, bytesAcked);
        writeVar(out, count);
        if (count == 0) {
            return;
        }
        writeVar(out, sumUs);
        writeVar(out, minUs);
        writeVar(out, maxUs);
        int beforeBucket = 0;
        for (int bucket = rtt.firstBucket(); bucket < rtt.endBucket(); bucket++) {
            if (rtt.countAt(bucket) > 0) {
                writeVar(out, bucket - beforeBucket);
                writeVar(out, rtt.countAt(bucket));
                beforeBucket = bucket;
            }
        }
    }

    void readFrom(DataInput in) throws IOException {
        rtt = new RttHistogram();
        retransmits = readVar(in);
        bytesAcked = readVar(in);
        count = readVar(in);
        sumUs = 0;
        minUs = Integer.MAX_VALUE;
        maxUs = 0;
        if (count == 0) {
            return;
        }
        sumUs = readVar(in);
        minUs = (int) readVar(in);
        maxUs = (int) readVar(in);
        int bucket = 0;
        while (rtt.count() < count) {
            bucket += (int) readVar(in);
            rtt.addAt(bucket, (int) readVar(in));
        }
    }

    @Override
    public void write(DataOutputView out) throws IOException {
        writeTo(out);
    }

    @Override
    public void read(DataInputView in) throws IOException {
        readFrom(in);
    }

    @Override
    public int getBinaryLength() {
        return -1;
    }

    @Override
    public WindowAccumulator copy() {
        return new WindowAccumulator().add(this);
    }

    @Override
    public void copyTo(WindowAccumulator target) {
        target.rtt = new RttHistogram();
        target.count = 0;
        target.sumUs = 0;
        target.minUs = Integer.MAX_VALUE;
        target.maxUs = 0;
        target.retransmits = 0;
        target.bytesAcked = 0;
        target.add(this);
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        WindowAccumulator accumulator = new WindowAccumulator();
        accumulator.readFrom(source);
        accumulator.writeTo(target);
    }

    /** Seven bits a byte, lowest first: most numbers are small. */
    private static void writeVar(DataOutput out, long value) throws IOException {
        long rest = value;
        while (rest > 0x7f) {
            out.writeByte((int) (rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.writeByte((int) rest);
    }

    private static long readVar(DataInput in) throws IOException {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            int next = in.readByte();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }
}
