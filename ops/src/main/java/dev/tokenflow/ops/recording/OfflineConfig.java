package dev.tokenflow.ops.recording;

import dev.tokenflow.core.pane.WindowConfig;
import dev.tokenflow.core.path.LifetimeConfig;
import dev.tokenflow.core.path.LimitConfig;
import dev.tokenflow.core.shard.AlarmConfig;
import java.time.Duration;

/**
 * How features are worked out offline; the parts mean what they mean in the job.
 *
 * @param outOfOrderness how far a batch may be behind the newest
 */
record OfflineConfig(WindowConfig window, AlarmConfig alarm, LifetimeConfig lifetime, Duration outOfOrderness) {
    /** One group of paths: nobody shares the work, and rows of one window come together. */
    static final LimitConfig LIMITS =
            new LimitConfig(1, LimitConfig.DEFAULT.maxPaths(), LimitConfig.DEFAULT.maxSockets());

    OfflineConfig {
        if (outOfOrderness.isNegative()) {
            throw new IllegalArgumentException("out-of-orderness is " + outOfOrderness + ", expected 0 or more");
        }
    }

    /** Spans of a window whose law nobody asks; features do not depend on the law's own spans. */
    static WindowConfig window(Duration pane, Duration window, Duration slide, Duration longWindow, Duration baseline) {
        return new WindowConfig(pane, pane, pane, window, slide, longWindow, baseline, pane, pane, Duration.ZERO);
    }
}
