package dev.tokenflow.bench.window.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WindowAccumulatorTest {
    @ParameterizedTest(name = "{0} events")
    @ValueSource(ints = {0, 1, 64, 65, 5_000})
    void survivesTravelAndMerging(int events) throws IOException {
        SplittableRandom random = new SplittableRandom(events);
        int[] samplesUs = new int[events];
        WindowAccumulator whole = new WindowAccumulator();
        WindowAccumulator even = new WindowAccumulator();
        WindowAccumulator odd = new WindowAccumulator();
        for (int i = 0; i < events; i++) {
            FlatEvent event = new FlatEvent();
            event.rttUs = 1 + random.nextInt(500_000);
            event.bytesAcked = i;
            event.retransmits = i % 3;
            samplesUs[i] = event.rttUs;
            whole.add(event);
            (i % 2 == 0 ? even : odd).add(event);
        }
        WindowRow row = whole.row(1, 2);
        Arrays.sort(samplesUs);
        assertThat(row.count()).isEqualTo(events);
        assertThat(row.minUs()).isEqualTo(events == 0 ? 0 : samplesUs[0]);
        assertThat(row.maxUs()).isEqualTo(events == 0 ? 0 : samplesUs[events - 1]);
        assertThat(travelled(whole).row(1, 2)).isEqualTo(row);
        assertThat(whole.copy().row(1, 2)).isEqualTo(row);
        assertThat(travelled(even).add(travelled(odd)).row(1, 2)).isEqualTo(row);
    }

    private static WindowAccumulator travelled(WindowAccumulator accumulator) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(16);
        accumulator.write(out);
        WindowAccumulator read = new WindowAccumulator();
        read.read(new DataInputDeserializer(out.getCopyOfBuffer()));
        return read;
    }
}
