package dev.tokenflow.core.pacing;

import dev.tokenflow.core.path.PathName;
import dev.tokenflow.core.path.PathReading;
import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.hint.PathCondition;
import dev.tokenflow.protocol.hint.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * From the readings of one client to decisions, and to votes on its neighbourhoods. State goes in and comes out;
 * whoever calls keeps it, for each client its own. The job and the experiments both decide through this class.
 */
public final class ClientPacer {
    /** A vote is repeated after this part of a hint's life, so that it never grows stale while the client is read. */
    private static final int VOTES_PER_TTL = 3;

    private final PacingLaw law;
    private final long voteMs;

    /**
     * @param law that decides
     * @param ttl how long a hint may be used, and a vote counts
     */
    public ClientPacer(PacingLaw law, Duration ttl) {
        this.law = law;
        voteMs = ttl.toMillis() / VOTES_PER_TTL;
    }

    /**
     * One step of the law.
     *
     * @param before what was remembered; null for a client that is new
     * @param reading of the client, not {@link dev.tokenflow.core.path.ReadingKind#EXPIRED}: after that nothing is to
     *     be remembered
     * @return what to remember, with the decision; null when the reading counts for nothing, because the law has seen
     *     later events already: an alarm is read at once, and the slide it lies in is read after it
     */
    public @Nullable ClientPacing next(@Nullable ClientPacing before, PathReading reading, PathForecast forecast) {
        long nowMs = reading.signals().nowMs();
        if (before != null && nowMs < before.readMs()) {
            return null;
        }
        PacingState pacing = law.next(before == null ? law.initial() : before.pacing(), reading.signals(), forecast);
        boolean active = reading.signals().activeStreams() > 0;
        boolean congested = pacing.decision().state() == PathCondition.CONGESTED;
        long votedMs = before == null || isVoteDue(before, active, congested, nowMs) ? nowMs : before.votedMs();
        long seq = before == null ? 1 : before.seq() + 1;
        return new ClientPacing(pacing, nowMs, seq, votedMs, active, congested);
    }

    /**
     * What the client tells its prefix and sites after a step: something when it has changed, and now and then that
     * nothing has.
     *
     * @param before what {@link #next} was given
     * @param after what it returned
     */
    public List<ClientVote> votes(@Nullable ClientPacing before, ClientPacing after, PathReading reading) {
        if (before != null && !isVoteDue(before, after.active(), after.congested(), after.readMs())) {
            return List.of();
        }
        PathName name = reading.features().name();
        String client = name.key();
        List<ClientVote> votes = new ArrayList<>(1 + reading.sites().length);
        votes.add(vote(Scope.PREFIX, new IpAddress(name.hi(), name.lo()).prefix(), client, after));
        for (String site : reading.sites()) {
            votes.add(vote(Scope.SITE, site, client, after));
        }
        return votes;
    }

    private boolean isVoteDue(ClientPacing before, boolean active, boolean congested, long nowMs) {
        return before.active() != active || before.congested() != congested || nowMs - before.votedMs() >= voteMs;
    }

    private static ClientVote vote(Scope scope, String neighbourhood, String client, ClientPacing after) {
        return new ClientVote(
                scope.word() + "/" + neighbourhood, client, after.active(), after.congested(), after.votedMs());
    }
}
