package dev.tokenflow.bench.histogram;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.mapping.BitwiseLinearlyInterpolatedMapping;
import com.datadoghq.sketch.ddsketch.store.UnboundedSizeDenseStore;
import dev.tokenflow.core.pane.RttHistogram;
import org.HdrHistogram.IntCountsHistogram;
import org.apache.datasketches.kll.KllFloatsSketch;

/**
 * What is compared, each in the form that is fastest to update among those that answer within about 1 %. HdrHistogram's
 * other counts and KLL's other numbers are no faster. DDSketch's other mappings have fewer buckets, so they answer
 * faster and update slower: a p95 from the logarithmic one takes about 0.6 times as long, an update 2.7 times. Its
 * paginated store is slower at both.
 */
enum Contender {
    TOKENFLOW("TokenFlow", "tokenflow", "RttHistogram, value within 0.79 %") {
        @Override
        Object windowOf(int[] samplesUs) {
            return tokenflow(samplesUs);
        }
    },
    HDR("HdrHistogram", "hdr", "IntCountsHistogram, 2 digits (value within 1 %), 1 us to 60 s, fixed range") {
        @Override
        Object windowOf(int[] samplesUs) {
            return hdr(samplesUs);
        }
    },
    DDSKETCH(
            "DDSketch",
            "ddSketch",
            "BitwiseLinearlyInterpolatedMapping, UnboundedSizeDenseStore (fastest to update), value within 1 %") {
        @Override
        Object windowOf(int[] samplesUs) {
            return ddSketch(samplesUs);
        }
    },
    KLL("KLL", "kll", "KllFloatsSketch on the heap, k = 200 (rank within 1.33 %)") {
        @Override
        Object windowOf(int[] samplesUs) {
            return kll(samplesUs);
        }
    };

    private static final long HIGHEST_US = 60_000_000;
    private static final double RELATIVE_ACCURACY = 0.01;

    private final String title;
    private final String method;
    private final String form;

    Contender(String title, String method, String form) {
        this.title = title;
        this.method = method;
        this.form = form;
    }

    /** As rows name it. */
    String title() {
        return title;
    }

    /** What its methods are called in the benchmarks. */
    String method() {
        return method;
    }

    /** Class, settings, accuracy. */
    String form() {
        return form;
    }

    /** A new one with these samples, us. */
    abstract Object windowOf(int[] samplesUs);

    static RttHistogram tokenflow(int... samplesUs) {
        RttHistogram window = new RttHistogram();
        for (int us : samplesUs) {
            window.add(us);
        }
        return window;
    }

    static IntCountsHistogram hdr(int... samplesUs) {
        IntCountsHistogram window = new IntCountsHistogram(1, HIGHEST_US, 2);
        for (int us : samplesUs) {
            window.recordValue(us);
        }
        return window;
    }

    static DDSketch ddSketch(int... samplesUs) {
        DDSketch window =
                new DDSketch(new BitwiseLinearlyInterpolatedMapping(RELATIVE_ACCURACY), UnboundedSizeDenseStore::new);
        for (int us : samplesUs) {
            window.accept(us);
        }
        return window;
    }

    static KllFloatsSketch kll(int... samplesUs) {
        KllFloatsSketch window = KllFloatsSketch.newHeapInstance();
        for (int us : samplesUs) {
            window.update(us);
        }
        return window;
    }
}
