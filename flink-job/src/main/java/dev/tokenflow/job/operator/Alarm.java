package dev.tokenflow.job.operator;

import dev.tokenflow.core.feature.Pane;
import dev.tokenflow.core.feature.PathWindow;
import dev.tokenflow.core.pacing.Scope;
import dev.tokenflow.job.config.AlarmConfig;
import java.io.Serializable;

/**
 * Decides whether a pane is worth a window of its own.
 *
 * @param config    thresholds
 * @param horizonMs how old the round trips may be with which a pane is compared
 */
record Alarm(AlarmConfig config, long horizonMs) implements Serializable {

    /** Whether {@code pane} of a client shows a burst of retransmits, or round trips far above those before it. */
    boolean isRaisedBy(Pane pane, PathWindow before) {
        return pane.scope() == Scope.CLIENT && (isBurst(pane) || isJump(pane, before));
    }

    private boolean isBurst(Pane pane) {
        return config.retransmits() > 0 && pane.retransmits() >= config.retransmits();
    }

    private boolean isJump(Pane pane, PathWindow before) {
        if (config.rttFactor() == 0 || pane.rtt().count() == 0) {
            return false;
        }
        double usualMs = before.newestRttMs(before.asOfMs() - horizonMs);
        double nowMs = PathWindow.medianMs(pane.rtt());
        return nowMs > config.rttFactor() * usualMs && nowMs > usualMs + config.rttRiseMs();
    }
}
