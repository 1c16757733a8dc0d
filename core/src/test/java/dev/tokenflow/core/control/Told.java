package dev.tokenflow.core.control;

import dev.tokenflow.core.diagnosis.Diagnosis;
import dev.tokenflow.core.model.path.PathScore;
import dev.tokenflow.core.pacing.PathPacing;
import dev.tokenflow.core.path.PathName;
import dev.tokenflow.core.path.PathReading;
import java.util.ArrayList;
import java.util.List;

/** Remembers what control said. */
public final class Told implements ControlSink {
    /**
     * A hint.
     *
     * @param atMs instant of the reading it is of
     */
    public record Hint(String path, long atMs, PathScore score, PathPacing pacing) {}

    public final List<Hint> hints = new ArrayList<>();
    public final List<PathReading> rows = new ArrayList<>();
    public final List<PathReading> sites = new ArrayList<>();
    public final List<SiteClients> clients = new ArrayList<>();
    public final List<String> withdrawn = new ArrayList<>();

    /** When something else was the matter with a client, and what. */
    public final List<String> words = new ArrayList<>();

    public int evicted;
    public int refused;

    /** When senders were told of a path. */
    public List<Long> hintsOf(String path) {
        return hints.stream().filter(h -> h.path().equals(path)).map(Hint::atMs).toList();
    }

    /** When a row of a path was written. */
    public List<Long> rowsOf(String path) {
        return rows.stream()
                .filter(row -> row.path().equals(path))
                .map(row -> row.signals().nowMs())
                .toList();
    }

    @Override
    public void hint(PathReading reading, PathScore score, PathPacing pacing) {
        hints.add(new Hint(reading.path(), reading.signals().nowMs(), score, pacing));
    }

    @Override
    public void diagnosed(PathName path, Diagnosis word, long atMs) {
        words.add(atMs + " " + word.word());
    }

    @Override
    public void withdrawn(PathName path) {
        withdrawn.add(path.kafkaKey());
    }

    @Override
    public void row(PathReading reading, PathScore score) {
        rows.add(reading);
    }

    @Override
    public void site(PathReading reading, PathScore score) {
        sites.add(reading);
    }

    @Override
    public void clients(SiteClients count) {
        clients.add(count);
    }

    @Override
    public void evicted() {
        evicted++;
    }

    @Override
    public void refused() {
        refused++;
    }
}
