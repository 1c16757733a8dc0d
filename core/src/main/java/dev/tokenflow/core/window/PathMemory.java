package dev.tokenflow.core.window;

import dev.tokenflow.core.diagnosis.DiagnosisMemory;
import dev.tokenflow.core.pacing.PathPacing;
import dev.tokenflow.core.path.PathEntry;
import dev.tokenflow.core.path.PathName;
import dev.tokenflow.core.window.Tallies.Tally;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What those who decide from a path's windows keep of it. It stands in the same object as the windows, so that a path
 * is found, saved and forgotten as one.
 */
public abstract class PathMemory extends PathEntry {
    /** The last decision and what the law remembers; null before the first. */
    public @Nullable PathPacing pacing;

    /** What is the matter with it. */
    public final DiagnosisMemory diagnosis = new DiagnosisMemory();

    /** End of the slide at which a row was last written, ms since 1970; a large negative number before the first. */
    public long rowMs = Long.MIN_VALUE / 2;

    /** Tallies in which the path counts as an active client, and whether as a congested one. Not saved. */
    List<Tally> countedIn = List.of();

    boolean countedCongested;

    PathMemory(PathName name) {
        super(name);
    }
}
