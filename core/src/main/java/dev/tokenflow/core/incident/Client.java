package dev.tokenflow.core.incident;

import dev.tokenflow.core.diagnosis.Diagnosis;
import dev.tokenflow.core.path.PathName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is known of one active client. */
final class Client {
    final PathName name;
    final PathName prefix;
    String[] sites;

    /** The groups it is in besides everybody: its prefix and its sites. */
    List<Group> groups = List.of();

    Diagnosis word = Diagnosis.NORMAL;

    /** Since when it is in trouble on one side, ms; without meaning when it is not. */
    long sinceMs;

    long heardMs;

    /** When it was last put behind the others of the order in which they are forgotten. */
    long lookedMs;

    /** Before this it is not told alone: the incident that it was in is only just over. */
    long aloneFromMs = Long.MIN_VALUE;

    double rttMs = Double.NaN;
    double usualRttMs = Double.NaN;
    double lossShare = Double.NaN;

    Client(PathName name, String[] sites) {
        this.name = name;
        this.sites = sites;
        prefix = name.prefix();
    }

    @Nullable
    Side side() {
        return Side.of(word);
    }

    boolean isTroubled() {
        return side() != null;
    }

    boolean isTroubled(Side side) {
        return side() == side;
    }

    boolean isAt(String site) {
        for (String each : sites) {
            if (each.equals(site)) {
                return true;
            }
        }
        return false;
    }
}
