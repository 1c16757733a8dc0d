package dev.tokenflow.hints.fleet;

import dev.tokenflow.hints.store.HintStore;
import dev.tokenflow.hints.store.ServedHint;
import dev.tokenflow.protocol.hint.Hint;
import dev.tokenflow.protocol.hint.PathCondition;
import dev.tokenflow.protocol.hint.Scope;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Finds the paths that need attention: the worst of all that the store holds. */
public final class Fleet {
    /** Congested before lossy or unknown before clear, then by the round trip they have most of. */
    private static final Comparator<ServedHint> WORST_FIRST = Comparator.comparingInt(
                    (ServedHint served) -> trouble(served.hint().state()))
            .thenComparingDouble(served -> known(served.hint().rtt().p95Ms()))
            .reversed()
            .thenComparing(served -> served.hint().kafkaKey());

    private final HintStore store;

    /** A view of what a store holds. */
    public Fleet(HintStore store) {
        this.store = store;
    }

    /** The worst paths of a scope, worst first; looks at all of them. */
    List<ServedHint> worst(Scope scope, int limit) {
        PriorityQueue<ServedHint> kept = new PriorityQueue<>(WORST_FIRST.reversed());
        store.forEachFresh(scope, served -> {
            kept.add(served);
            if (kept.size() > limit) {
                kept.poll();
            }
        });
        List<ServedHint> worst = new ArrayList<>(kept);
        worst.sort(WORST_FIRST);
        return worst;
    }

    /** Sites, prefixes and clients together, worst first. */
    List<ServedHint> worst(int limit) {
        List<ServedHint> all = new ArrayList<>();
        for (Scope scope : List.of(Scope.SITE, Scope.PREFIX, Scope.CLIENT)) {
            all.addAll(worst(scope, limit));
        }
        all.sort(WORST_FIRST);
        return all.subList(0, Math.min(limit, all.size()));
    }

    /** Whether it is called unusual. */
    static boolean isAnomalous(Hint hint) {
        return hint.anomalyScore() >= 0.6; // Liu et al. 2008, section 2: well above one half
    }

    private static int trouble(PathCondition state) {
        return state == PathCondition.CONGESTED ? 2 : state == PathCondition.CLEAR ? 0 : 1;
    }

    private static double known(double value) {
        return Double.isNaN(value) ? 0 : value;
    }
}
