package dev.tokenflow.core.control;

import dev.tokenflow.core.diagnosis.DiagnosisConfig;
import dev.tokenflow.core.diagnosis.PathDiagnoser;
import dev.tokenflow.core.model.path.PathScore;
import dev.tokenflow.core.pacing.ClientPacer;
import dev.tokenflow.core.pacing.NeighbourPacer;
import dev.tokenflow.core.pacing.PacingLaw;
import dev.tokenflow.core.pacing.PathForecast;
import dev.tokenflow.core.pacing.PathPacing;
import dev.tokenflow.core.path.LifetimeConfig;
import dev.tokenflow.core.path.PathName;
import dev.tokenflow.core.path.PathReading;
import dev.tokenflow.core.path.PathSignals;
import dev.tokenflow.core.path.ReadingKind;
import dev.tokenflow.core.window.PathGroup;
import dev.tokenflow.core.window.PathMemory;
import dev.tokenflow.core.window.PathView;
import dev.tokenflow.core.window.RollSink;
import dev.tokenflow.core.window.Tallies;
import dev.tokenflow.protocol.hint.Scope;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Decides from the windows of paths: asks the law at every step, and tells of a path when there is news. What it
 * remembers stands with the path. Not thread-safe.
 */
public final class PathControl implements RollSink {
    private static final int REPEATS_PER_TTL = 3;

    private final Function<PathName, PacingLaw> laws;
    private final Map<PacingLaw, ClientPacer> pacers = new IdentityHashMap<>();
    private final NeighbourPacer neighbours;
    private final LifetimeConfig lifetime;
    private final Scorer scorer;
    private final ControlSink sink;
    private final long tellMs;
    private final PathDiagnoser diagnoser = new PathDiagnoser(DiagnosisConfig.DEFAULT);
    private final boolean everySlide;
    private final long busyRowMs;
    private final long calmRowMs;

    /**
     * @param laws the law that decides for a client
     * @param scorer is asked for every row, and for a step of the law where a forecast can change its decision
     */
    public PathControl(
            Function<PathName, PacingLaw> laws,
            LifetimeConfig lifetime,
            RowConfig rows,
            Scorer scorer,
            ControlSink sink) {
        this.laws = laws;
        this.lifetime = lifetime;
        this.scorer = scorer;
        this.sink = sink;
        neighbours = new NeighbourPacer(lifetime);
        tellMs = lifetime.ttl().toMillis() / REPEATS_PER_TTL;
        busyRowMs = rows.busy().toMillis();
        everySlide = rows.busy().isZero();
        calmRowMs = rows.calm().toMillis();
    }

    @Override
    public boolean step(PathGroup group, PathMemory path, PathView view) {
        Looked looked = new Looked(path, view);
        diagnose(path, view);
        decideOrTell(group, path, looked);
        return isRowDue(path, view.slideEndMs());
    }

    @Override
    public void reading(PathGroup group, PathMemory path, PathView view) {
        ReadingKind kind = view.kind();
        if (kind == ReadingKind.EXPIRED) {
            forget(path, view);
            return;
        }
        Looked looked = new Looked(path, view);
        if (!view.isAlarm()) { // what is known at an alarm is not counted yet
            diagnose(path, view);
        }
        if (everySlide || kind == ReadingKind.REFRESH || view.isAlarm()) { // else a step has just been taken
            decideOrTell(group, path, looked);
        }
        if (kind == ReadingKind.UPDATE) {
            path.rowMs = view.slideEndMs();
            sink.row(looked.reading(), looked.told());
        }
    }

    @Override
    public void slide(PathGroup group, long endMs) {
        group.tallies().tell(endMs, tellMs, tally -> {
            PathName name = tally.neighbourhood();
            if (name.scope() == Scope.SITE) {
                sink.clients(new SiteClients(
                        name.tenant(), name.text(), group.number(), tally.active(), tally.congested(), endMs));
            }
        });
    }

    @Override
    public void evicted() {
        sink.evicted();
    }

    @Override
    public void refused() {
        sink.refused();
    }

    private void diagnose(PathMemory path, PathView view) {
        diagnoser.usual(scorer.usual());
        if (path.name.scope() == Scope.CLIENT && diagnoser.look(path.diagnosis, view.signals())) {
            sink.diagnosed(path.name, path.diagnosis.word(), view.signals().nowMs());
        }
    }

    private void decideOrTell(PathGroup group, PathMemory path, Looked looked) {
        if (path.name.scope() == Scope.SITE) {
            sink.site(looked.reading(), looked.score());
        } else {
            decide(group, path, looked);
        }
    }

    private void decide(PathGroup group, PathMemory path, Looked looked) {
        PathPacing next = path.name.scope() == Scope.CLIENT ? client(group, path, looked) : prefix(group, path, looked);
        if (next != null) {
            PathPacing before = path.pacing;
            path.pacing = next;
            boolean isNewWord = path.diagnosis.sinceMs() == next.readMs() && path.name.scope() == Scope.CLIENT;
            if (isNewWord || (next.isNews() && !isTold(before, next))) {
                sink.hint(looked.reading(), looked.told(), next);
            }
        }
    }

    /** A step and a whole reading can be of the same instant, and the second has nothing to add to the first. */
    private static boolean isTold(@Nullable PathPacing before, PathPacing next) {
        return before != null
                && before.isNews()
                && before.readMs() == next.readMs()
                && before.decision().asksTheSameAs(next.decision());
    }

    private @Nullable PathPacing client(PathGroup group, PathMemory path, Looked looked) {
        PathSignals signals = looked.view.signals();
        ClientPacer pacer = pacers.computeIfAbsent(laws.apply(path.name), law -> new ClientPacer(law, lifetime));
        PathForecast forecast = pacer.asksForForecast(signals) ? looked.score().forecast() : PathForecast.NONE;
        PathPacing next = pacer.next(path.pacing, signals, forecast);
        if (next != null) {
            group.count(path, signals.activeStreams() > 0, next.isCongested());
        }
        return next;
    }

    private PathPacing prefix(PathGroup group, PathMemory path, Looked looked) {
        long nowMs = looked.view.signals().nowMs();
        Tallies tallies = group.tallies();
        return neighbours.next(path.pacing, tallies.active(path.name), tallies.congested(path.name), nowMs);
    }

    private void forget(PathMemory path, PathView view) {
        if (path.name.scope() == Scope.SITE) {
            sink.site(view.reading(), PathScore.NONE);
        } else {
            sink.withdrawn(path.name);
        }
    }

    /**
     * A row is due at once when something else is the matter, and soon when a path is in trouble or asks for something,
     * or did when its last row was written.
     */
    private boolean isRowDue(PathMemory path, long slideEndMs) {
        if (path.diagnosis.sinceMs() > path.rowMs) {
            return true;
        }
        PathPacing decided = path.pacing;
        boolean calm = decided == null
                ? path.name.scope() != Scope.SITE
                : !path.diagnosis.word().isTrouble()
                        && decided.decision().asksForNothing()
                        && decided.hintedMs() <= path.rowMs;
        return slideEndMs - path.rowMs >= (calm ? calmRowMs : busyRowMs);
    }

    /** A view, and what the models say of it when they are asked. */
    private final class Looked {
        private final PathMemory path;
        private final PathView view;
        private @Nullable PathScore score;

        Looked(PathMemory path, PathView view) {
            this.path = path;
            this.view = view;
        }

        PathReading reading() {
            return view.reading();
        }

        /** What is told of it. */
        PathScore told() {
            return path.name.scope() == Scope.CLIENT
                    ? score().diagnosed(path.diagnosis.word(), diagnoser.reason(path.diagnosis, view.signals()))
                    : score();
        }

        PathScore score() {
            PathScore known = score;
            if (known == null) {
                known = scorer.score(view.reading());
                score = known;
            }
            return known;
        }
    }
}
