package dev.tokenflow.core.control;

import dev.tokenflow.core.diagnosis.Diagnosis;
import dev.tokenflow.core.model.path.PathScore;
import dev.tokenflow.core.pacing.PathPacing;
import dev.tokenflow.core.path.PathName;
import dev.tokenflow.core.path.PathReading;

/** Takes what {@link PathControl} decides, and what it notices. */
public interface ControlSink {
    /** Senders are to be told of a decision on a client or a prefix. */
    void hint(PathReading reading, PathScore score, PathPacing pacing);

    /** The hint of a path is to be withdrawn: the path is forgotten. */
    void withdrawn(PathName path);

    /** A row for those who watch and for the training of models. */
    void row(PathReading reading, PathScore score);

    /** A site was read; what is asked of its clients follows from the counts of all groups. */
    void site(PathReading reading, PathScore score);

    /** So many clients of a site among the paths of one group. */
    void clients(SiteClients count);

    /**
     * What is the matter with a client is not what it was.
     *
     * @param atMs event time, ms since 1970
     */
    void diagnosed(PathName path, Diagnosis word, long atMs);

    /** A path without open connections was forgotten because there are too many. */
    void evicted();

    /** A pane of a path that is new was left out, because there are too many paths with open connections. */
    void refused();
}
