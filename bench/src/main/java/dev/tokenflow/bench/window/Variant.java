package dev.tokenflow.bench.window;

import dev.tokenflow.bench.window.peer.FlinkPipeline;
import dev.tokenflow.bench.window.peer.Peers;
import dev.tokenflow.bench.window.peer.SqlHop;
import dev.tokenflow.bench.window.peer.TokenFlowPipeline;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The ways to compute windows that are compared. */
public enum Variant {
    KEY_BY("keyBy + no-op", Peers::keyByOnly),
    TOKENFLOW("TokenFlow", TokenFlowPipeline::wire),
    AGGREGATE("SlidingEventTimeWindows, histogram", Peers::slidingAggregate),
    SORT("SlidingEventTimeWindows, sort", Peers::slidingSort),
    SQL("Flink SQL HOP", SqlHop::wire),
    STREAMS("Kafka Streams", null),
    PANES("panes + SlidingEventTimeWindows", Peers::panes);

    private final String label;
    private final @Nullable FlinkPipeline pipeline;

    Variant(String label, @Nullable FlinkPipeline pipeline) {
        this.label = label;
        this.pipeline = pipeline;
    }

    /** As rows name it. */
    String label() {
        return label;
    }

    /** As the command line names it. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Its operators; null when Flink does not run it. */
    @Nullable
    public FlinkPipeline pipeline() {
        return pipeline;
    }

    static Variant of(String word) {
        for (Variant variant : values()) {
            if (variant.word().equals(word)) {
                return variant;
            }
        }
        if (word.equals("ours")) {
            throw new IllegalArgumentException("'ours' is called 'tokenflow' now");
        }
        throw new IllegalArgumentException("'" + word + "' is no variant, expected some of " + words());
    }

    static String words() {
        return Arrays.stream(values()).map(Variant::word).collect(Collectors.joining(","));
    }
}
