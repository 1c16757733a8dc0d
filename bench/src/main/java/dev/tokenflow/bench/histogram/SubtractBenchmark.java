package dev.tokenflow.bench.histogram;

import dev.tokenflow.core.pane.RttHistogram;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.HdrHistogram.IntCountsHistogram;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Takes a pane of 50 samples out of a window. Every sample is in the window 2^20 times, so that it never runs dry: the
 * cost depends on which buckets are touched, not on what is in them. DDSketch and KLL cannot do this.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SubtractBenchmark {
    private static final int DOUBLINGS = 20;

    private final int[][] panes = RttSamples.panesUs(60);
    private int next;

    private final RttHistogram[] tokenflowPanes =
            Stream.of(panes).map(Contender::tokenflow).toArray(RttHistogram[]::new);
    private final IntCountsHistogram[] hdrPanes =
            Stream.of(panes).map(Contender::hdr).toArray(IntCountsHistogram[]::new);
    private RttHistogram tokenflow = Contender.tokenflow();
    private IntCountsHistogram hdr = Contender.hdr();

    @Setup(Level.Iteration)
    public void fill() {
        next = 0;
        tokenflow = Contender.tokenflow();
        hdr = Contender.hdr();
        for (RttHistogram pane : tokenflowPanes) {
            tokenflow.add(pane);
        }
        for (IntCountsHistogram pane : hdrPanes) {
            hdr.add(pane);
        }
        for (int i = 0; i < DOUBLINGS; i++) {
            tokenflow.add(tokenflow);
            hdr.add(hdr.copy());
        }
    }

    @Benchmark
    public void tokenflow() {
        tokenflow.subtract(tokenflowPanes[pane()]);
    }

    @Benchmark
    public void hdr() {
        hdr.subtract(hdrPanes[pane()]);
    }

    private int pane() {
        next = next + 1 == panes.length ? 0 : next + 1;
        return next;
    }
}
