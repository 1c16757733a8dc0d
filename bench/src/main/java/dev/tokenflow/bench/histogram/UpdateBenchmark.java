package dev.tokenflow.bench.histogram;

import com.datadoghq.sketch.ddsketch.DDSketch;
import dev.tokenflow.core.pane.RttHistogram;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.IntCountsHistogram;
import org.apache.datasketches.kll.KllFloatsSketch;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Adds one sample. A window fills from empty to 6,000 samples, 3,000 on average, and starts again: KLL's cost grows
 * with what it has seen. Clearing is a part of the figure, once in 6,000.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class UpdateBenchmark {
    private final int[] samples = RttSamples.us(1, 6_000);
    private int next = samples.length;

    private final RttHistogram tokenflow = Contender.tokenflow(samples);
    private final IntCountsHistogram hdr = Contender.hdr(samples);
    private final DDSketch ddSketch = Contender.ddSketch(samples);
    private final KllFloatsSketch kll = Contender.kll(samples);

    @Benchmark
    public void tokenflow() {
        if (next == samples.length) {
            next = 0;
            tokenflow.clear();
        }
        tokenflow.add(samples[next++]);
    }

    @Benchmark
    public void hdr() {
        if (next == samples.length) {
            next = 0;
            hdr.reset();
        }
        hdr.recordValue(samples[next++]);
    }

    @Benchmark
    public void ddSketch() {
        if (next == samples.length) {
            next = 0;
            ddSketch.clear();
        }
        ddSketch.accept(samples[next++]);
    }

    @Benchmark
    public void kll() {
        if (next == samples.length) {
            next = 0;
            kll.reset();
        }
        kll.update(samples[next++]);
    }
}
