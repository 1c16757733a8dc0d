package dev.tokenflow.core.window;

import dev.tokenflow.core.path.PathName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * How many clients of each prefix and site are active, and how many of these are congested, among the paths of one
 * group. All clients of a prefix are in one group, so of a prefix this is the whole truth; of a site it is a part.
 * Mutable, not thread-safe, and not saved: it follows from the paths.
 */
public final class Tallies {
    private final Map<PathName, Tally> all = new HashMap<>();

    /** The clients of one prefix or site. */
    public static final class Tally {
        private final PathName neighbourhood;
        private int active;
        private int congested;
        private boolean isChanged;
        private long toldMs = Long.MIN_VALUE / 2;

        private Tally(PathName neighbourhood) {
            this.neighbourhood = neighbourhood;
        }

        /** The prefix or site. */
        public PathName neighbourhood() {
            return neighbourhood;
        }

        /** Clients with active streams. */
        public int active() {
            return active;
        }

        /** Of these, clients that the law calls congested. */
        public int congested() {
            return congested;
        }
    }

    /**
     * Counts a client anew.
     *
     * @param neighbourhoods its prefix and its sites; none when it is not active
     * @param congested what the law calls it
     */
    void count(PathMemory client, List<PathName> neighbourhoods, boolean congested) {
        if (isCounted(client, neighbourhoods, congested)) {
            return;
        }
        add(client.countedIn, -1, client.countedCongested ? -1 : 0);
        List<Tally> now = new ArrayList<>(neighbourhoods.size());
        for (PathName name : neighbourhoods) {
            now.add(all.computeIfAbsent(name, Tally::new));
        }
        add(now, 1, congested ? 1 : 0);
        client.countedIn = now;
        client.countedCongested = congested;
    }

    private static boolean isCounted(PathMemory client, List<PathName> neighbourhoods, boolean congested) {
        List<Tally> counted = client.countedIn;
        if (counted.size() != neighbourhoods.size() || client.countedCongested != congested) {
            return counted.isEmpty() && neighbourhoods.isEmpty();
        }
        for (int i = 0; i < counted.size(); i++) {
            if (!counted.get(i).neighbourhood.equals(neighbourhoods.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static void add(List<Tally> tallies, int active, int congested) {
        for (Tally tally : tallies) {
            tally.active += active;
            tally.congested += congested;
            tally.isChanged = true;
        }
    }

    /** Clients of a neighbourhood with active streams. */
    public int active(PathName neighbourhood) {
        Tally tally = all.get(neighbourhood);
        return tally == null ? 0 : tally.active;
    }

    /** Of these, clients that the law calls congested. */
    public int congested(PathName neighbourhood) {
        Tally tally = all.get(neighbourhood);
        return tally == null ? 0 : tally.congested;
    }

    /**
     * Tells the tallies that have changed since they were told, or were not told for a while, and forgets those of
     * which nothing is left.
     *
     * @param repeatMs after this time one is told although it is the same
     */
    public void tell(long nowMs, long repeatMs, Consumer<Tally> out) {
        for (Iterator<Tally> each = all.values().iterator(); each.hasNext(); ) {
            Tally tally = each.next();
            if (tally.isChanged || nowMs - tally.toldMs >= repeatMs) {
                tally.isChanged = false;
                tally.toldMs = nowMs;
                out.accept(tally);
                if (tally.active == 0) {
                    each.remove();
                }
            }
        }
    }
}
