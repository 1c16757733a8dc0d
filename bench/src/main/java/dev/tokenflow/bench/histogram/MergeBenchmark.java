package dev.tokenflow.bench.histogram;

import com.datadoghq.sketch.ddsketch.DDSketch;
import dev.tokenflow.core.pane.RttHistogram;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.HdrHistogram.IntCountsHistogram;
import org.apache.datasketches.kll.KllFloatsSketch;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Adds a pane of 50 samples to a window that fills from empty to 120 panes, 3,000 samples on average, and starts again.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class MergeBenchmark {
    private final int[][] panes = RttSamples.panesUs(120);
    private int next = panes.length;

    private final RttHistogram tokenflow = Contender.tokenflow();
    private final RttHistogram[] tokenflowPanes =
            Stream.of(panes).map(Contender::tokenflow).toArray(RttHistogram[]::new);
    private final IntCountsHistogram hdr = Contender.hdr();
    private final IntCountsHistogram[] hdrPanes =
            Stream.of(panes).map(Contender::hdr).toArray(IntCountsHistogram[]::new);
    private final DDSketch ddSketch = Contender.ddSketch();
    private final DDSketch[] ddSketchPanes =
            Stream.of(panes).map(Contender::ddSketch).toArray(DDSketch[]::new);
    private final KllFloatsSketch kll = Contender.kll();
    private final KllFloatsSketch[] kllPanes =
            Stream.of(panes).map(Contender::kll).toArray(KllFloatsSketch[]::new);

    @Benchmark
    public void tokenflow() {
        if (next == panes.length) {
            next = 0;
            tokenflow.clear();
        }
        tokenflow.add(tokenflowPanes[next++]);
    }

    @Benchmark
    public void hdr() {
        if (next == panes.length) {
            next = 0;
            hdr.reset();
        }
        hdr.add(hdrPanes[next++]);
    }

    @Benchmark
    public void ddSketch() {
        if (next == panes.length) {
            next = 0;
            ddSketch.clear();
        }
        ddSketch.mergeWith(ddSketchPanes[next++]);
    }

    @Benchmark
    public void kll() {
        if (next == panes.length) {
            next = 0;
            kll.reset();
        }
        kll.merge(kllPanes[next++]);
    }
}
