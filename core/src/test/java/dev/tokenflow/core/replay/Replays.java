package dev.tokenflow.core.replay;

import dev.tokenflow.core.pane.WindowConfig;
import dev.tokenflow.core.path.LifetimeConfig;
import dev.tokenflow.core.path.LimitConfig;
import dev.tokenflow.core.shard.AlarmConfig;
import dev.tokenflow.core.shard.PaneFolder;
import dev.tokenflow.core.window.RollMode;
import dev.tokenflow.core.window.WindowRoller;
import java.time.Duration;

/** Replays for tests: default alarms and limits, the bound of {@link RandomTraffic}. */
public final class Replays {
    private static final double HEADER_BYTES = 52;

    private Replays() {}

    public static FeatureReplay of(WindowConfig window, LifetimeConfig lifetime, Tally tally) {
        return of(window, AlarmConfig.DEFAULT, lifetime, LimitConfig.DEFAULT, tally);
    }

    public static FeatureReplay of(
            WindowConfig window, AlarmConfig alarm, LifetimeConfig lifetime, LimitConfig limits, Tally tally) {
        return of(window, alarm, lifetime, limits, RollMode.EVERY_SLIDE, tally);
    }

    /** In which paths take steps. */
    public static FeatureReplay onNews(WindowConfig window, LifetimeConfig lifetime, Tally tally) {
        return of(window, AlarmConfig.DEFAULT, lifetime, LimitConfig.DEFAULT, RollMode.ON_NEWS, tally);
    }

    private static FeatureReplay of(
            WindowConfig window,
            AlarmConfig alarm,
            LifetimeConfig lifetime,
            LimitConfig limits,
            RollMode mode,
            Tally tally) {
        return new FeatureReplay(
                new PaneFolder(window, alarm, lifetime, limits),
                new WindowRoller(window, lifetime, limits, HEADER_BYTES, mode),
                Duration.ofMillis(RandomTraffic.BOUND_MS),
                tally,
                tally);
    }
}
