package dev.tokenflow.core.pacing;

import dev.tokenflow.core.path.LifetimeConfig;
import dev.tokenflow.core.path.PathName;
import dev.tokenflow.core.path.PathReading;
import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.hint.PathCondition;
import dev.tokenflow.protocol.hint.Scope;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns the readings of one client into decisions, and into votes on its neighbourhoods. It keeps nothing itself: the
 * caller holds one {@link ClientPacing} for each client, passes it in and gets the next one back. The job and the
 * experiments both decide through this class.
 */
public final class ClientPacer {
    /**
     * A vote and a hint are repeated after this part of their life, so that they never grow stale while the client is
     * read.
     */
    private static final int REPEATS_PER_TTL = 3;

    private final PacingLaw law;
    private final long voteMs;
    private final long hintMs;
    private final long calmHintMs;

    /**
     * @param law that decides
     * @param lifetime how long a hint may be used, and a vote counts
     */
    public ClientPacer(PacingLaw law, LifetimeConfig lifetime) {
        this.law = law;
        voteMs = lifetime.ttl().toMillis() / REPEATS_PER_TTL;
        hintMs = voteMs;
        calmHintMs = lifetime.calmTtl().toMillis() / REPEATS_PER_TTL;
    }

    /**
     * One step of the law.
     *
     * @param before what was remembered; null for a client that is new
     * @param reading of the client, not {@link dev.tokenflow.core.path.ReadingKind#EXPIRED}: after that nothing is to
     *     be remembered
     * @return what to remember, with the decision; null when the reading must be ignored, because the law has already
     *     seen later events: an alarm is read at once, and the slide in which it lies is read after it
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
        long hintedMs = before == null || isHintDue(before, pacing.decision(), nowMs) ? nowMs : before.hintedMs();
        return new ClientPacing(pacing, nowMs, seq, votedMs, active, congested, hintedMs);
    }

    /**
     * The votes of the client for its prefix and its sites after a step. It votes when it has changed, and otherwise
     * after a part of a hint's life, so that the last vote stays valid.
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

    private boolean isHintDue(ClientPacing before, PacingDecision now, long nowMs) {
        return !now.asksTheSameAs(before.decision())
                || nowMs - before.hintedMs() >= (now.asksForNothing() ? calmHintMs : hintMs);
    }

    private boolean isVoteDue(ClientPacing before, boolean active, boolean congested, long nowMs) {
        return before.active() != active || before.congested() != congested || nowMs - before.votedMs() >= voteMs;
    }

    private static ClientVote vote(Scope scope, String neighbourhood, String client, ClientPacing after) {
        return new ClientVote(
                scope.word() + "/" + neighbourhood, client, after.active(), after.congested(), after.votedMs());
    }
}
