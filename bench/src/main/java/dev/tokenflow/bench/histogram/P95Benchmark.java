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
 * Adds a sample and asks for the p95, nearest rank: nothing an earlier answer left behind can be of use. The window
 * grows from 2,900 to 3,100 samples and is set back; that is a part of the figure, once in 200.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class P95Benchmark {
    private static final double SHARE = 0.95;

    private final int[] before = RttSamples.us(1, 2_900);
    private final int[] samples = RttSamples.us(2, 200);
    private int next = samples.length;

    private final RttHistogram tokenflowBefore = Contender.tokenflow(before);
    private final IntCountsHistogram hdrBefore = Contender.hdr(before);
    private final DDSketch ddSketchBefore = Contender.ddSketch(before);
    private final KllFloatsSketch kllBefore = Contender.kll(before);

    private final RttHistogram tokenflow = Contender.tokenflow();
    private final IntCountsHistogram hdr = Contender.hdr();
    private final DDSketch ddSketch = Contender.ddSketch();
    private final KllFloatsSketch kll = Contender.kll();

    @Benchmark
    public int tokenflow() {
        if (next == samples.length) {
            next = 0;
            tokenflow.clear();
            tokenflow.add(tokenflowBefore);
        }
        tokenflow.add(samples[next++]);
        return tokenflow.quantileUs(SHARE);
    }

    @Benchmark
    public long hdr() {
        if (next == samples.length) {
            next = 0;
            hdrBefore.copyInto(hdr);
        }
        hdr.recordValue(samples[next++]);
        return hdr.getValueAtPercentile(100 * SHARE);
    }

    @Benchmark
    public double ddSketch() {
        if (next == samples.length) {
            next = 0;
            ddSketch.clear();
            ddSketch.mergeWith(ddSketchBefore);
        }
        ddSketch.accept(samples[next++]);
        return ddSketch.getValueAtQuantile(SHARE);
    }

    @Benchmark
    public float kll() {
        if (next == samples.length) {
            next = 0;
            kll.reset();
            kll.merge(kllBefore);
        }
        kll.update(samples[next++]);
        return kll.getQuantile(SHARE);
    }
}
