package dev.tokenflow.core.feature;

import java.time.Duration;

/** Replays for tests: default alarms and limits, the bound of {@link RandomTraffic}. */
final class Replays {
    private static final double HEADER_BYTES = 52;

    private Replays() {}

    static FeatureReplay of(WindowConfig window, LifetimeConfig lifetime, Tally tally) {
        return of(window, AlarmConfig.DEFAULT, lifetime, LimitConfig.DEFAULT, tally);
    }

    static FeatureReplay of(
            WindowConfig window, AlarmConfig alarm, LifetimeConfig lifetime, LimitConfig limits, Tally tally) {
        return new FeatureReplay(
                new PaneFolder(window, alarm, lifetime, limits),
                new WindowRoller(window, lifetime, limits, HEADER_BYTES),
                Duration.ofMillis(RandomTraffic.BOUND_MS),
                tally,
                tally);
    }
}
