package dev.tokenflow.core.window;

import dev.tokenflow.core.pane.PaneBlock;
import dev.tokenflow.core.path.PathReading;
import dev.tokenflow.core.path.PathSignals;
import dev.tokenflow.core.path.ReadingKind;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Views of paths that have advanced to the instant they are looked at. There is one for the next call at most. */
final class Views {
    private final RollSpans spans;

    Views(RollSpans spans) {
        this.spans = spans;
    }

    /** Between two whole readings. */
    PathView step(PathGroup group, PathWindow path, long now, long nowMs, long slideEndMs) {
        return new View(group, path, ReadingKind.UPDATE, now, nowMs, 0, slideEndMs, false);
    }

    /** At the end of a slide. */
    PathView whole(PathGroup group, PathWindow path, ReadingKind kind, long now, long nowMs, long slideEndMs) {
        return new View(group, path, kind, now, nowMs, 0, slideEndMs, false);
    }

    /** At an alarm, with a newest pane that is not finished. */
    PathView alarm(PathGroup group, PathWindow path, PaneBlock block, long slideEndMs) {
        long missingMs = Math.min(Math.max(0, block.endMs() - block.alarmMs()), spans.paneMs - 1);
        long now = spans.paneNumber(block.endMs());
        return new View(group, path, ReadingKind.UPDATE, now, block.alarmMs(), missingMs, slideEndMs, true);
    }

    private final class View implements PathView {
        private final PathGroup group;
        private final PathWindow path;
        private final ReadingKind kind;
        private final long now;
        private final long nowMs;
        private final long missingMs;
        private final long slideEndMs;
        private final boolean isAlarm;
        private @Nullable PathSignals signals;
        private @Nullable PathReading reading;

        View(
                PathGroup group,
                PathWindow path,
                ReadingKind kind,
                long now,
                long nowMs,
                long missingMs,
                long slideEndMs,
                boolean isAlarm) {
            this.group = group;
            this.path = path;
            this.kind = kind;
            this.now = now;
            this.nowMs = nowMs;
            this.missingMs = missingMs;
            this.slideEndMs = slideEndMs;
            this.isAlarm = isAlarm;
        }

        @Override
        public ReadingKind kind() {
            return kind;
        }

        @Override
        public boolean isAlarm() {
            return isAlarm;
        }

        @Override
        public long slideEndMs() {
            return slideEndMs;
        }

        @Override
        public PathSignals signals() {
            PathSignals known = signals;
            if (known == null) {
                known = WindowReader.signals(path, now, nowMs, missingMs, spans);
                signals = known;
            }
            return known;
        }

        @Override
        public PathReading reading() {
            PathReading known = reading;
            if (known == null) {
                known = new PathReading(
                        group.group,
                        kind,
                        WindowReader.features(path, nowMs, isAlarm, spans),
                        signals(),
                        sites(path.sites(group)));
                reading = known;
            }
            return known;
        }

        private static String[] sites(String[] sites) {
            return sites.length > 1 ? Arrays.stream(sites).distinct().sorted().toArray(String[]::new) : sites;
        }
    }
}
