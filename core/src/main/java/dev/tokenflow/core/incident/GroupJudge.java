package dev.tokenflow.core.incident;

import dev.tokenflow.core.path.PathName;
import dev.tokenflow.protocol.incident.IncidentKind;
import java.util.Collection;

/**
 * Says whether a group as a whole is in trouble: most of its active clients are, that is no coincidence, no part of it
 * is spared, and no part of it alone explains it.
 */
final class GroupJudge {
    /** Share of a group's clients that may be in parts that are spared. */
    private static final double SPARED = 0.25;

    /** Share of the clients elsewhere in a trouble from which a wider group may be about to follow. */
    private static final double RISING = 0.2;

    private final IncidentConfig config;
    private final Population population;
    private final EngineWatch engines;
    private final UsualShares usual;
    private final Collection<OpenIncident> open;

    GroupJudge(
            IncidentConfig config,
            Population population,
            EngineWatch engines,
            UsualShares usual,
            Collection<OpenIncident> open) {
        this.config = config;
        this.population = population;
        this.engines = engines;
        this.usual = usual;
        this.open = open;
    }

    /** Whether most of the group are in trouble, and all of it is, as far as one can see now. */
    boolean isInTrouble(Group group, Side side) {
        return group.tally.troubled(side) >= config.leastClients()
                && group.tally.share(side) >= config.openShare()
                && isWhole(group, side);
    }

    /**
     * Probability that so many of the group are in trouble by coincidence, times the number of groups of which it is
     * asked (Bonferroni). What is elsewhere, outside of what is known to be in trouble, says how probable a trouble is.
     * Troubles that have only just begun do not count: most of the short ones have nothing to do with each other.
     */
    double chance(Group group, Side side, long nowMs) {
        return group.kind == IncidentKind.ENGINE ? chanceOfStreams(group) : chanceOfClients(group, side, nowMs);
    }

    private double chanceOfClients(Group group, Side side, long nowMs) {
        int active = population.all().tally.active() - group.tally.active();
        int outside = population.all().lasting(side, nowMs) - group.lasting(side, nowMs);
        for (OpenIncident incident : open) {
            Group other = incident.group;
            if (other != null && other != group && isPath(other) && group.kind != IncidentKind.EVERYBODY) {
                active -= other.tally.active();
                outside -= other.lasting(side, nowMs);
            }
        }
        active = Math.max(0, active);
        double expected = usual.expected(side, Math.min(Math.max(0, outside), active), active);
        int inside = group.lasting(side, nowMs);
        return inside < config.leastClients()
                ? 1
                : Math.min(1, population.testable() * Chance.atLeast(inside, group.tally.active(), expected));
    }

    private double chanceOfStreams(Group group) {
        int active = 0;
        int slow = 0;
        for (Engine other : engines.engines()) {
            if (other.group != group && other.group.open(Side.SENDER) == null) {
                active += other.group.tally.active();
                slow += other.group.tally.troubled(Side.SENDER);
            }
        }
        double expected = usual.expected(Side.SENDER, slow, active);
        return Math.min(
                1,
                engines.engines().size()
                        * Chance.atLeast(group.tally.troubled(Side.SENDER), group.tally.active(), expected));
    }

    private static boolean isPath(Group group) {
        return group.kind == IncidentKind.SITE || group.kind == IncidentKind.PREFIX;
    }

    private boolean isWhole(Group group, Side side) {
        return switch (group.kind) {
            case EVERYBODY ->
                isSpread(group.tally, tallies(population.sites()), side, 0)
                        && isSpread(group.tally, tallies(population.prefixes()), side, SPARED);
            case SITE -> isSpread(group.tally, group.parts.values(), side, SPARED);
            default -> true;
        };
    }

    private static Collection<Tally> tallies(Collection<Group> groups) {
        return groups.stream().map(group -> group.tally).toList();
    }

    /** Whether a trouble is in all parts, but for a share of those who are in them, and not in one of them alone. */
    private boolean isSpread(Tally whole, Collection<Tally> parts, Side side, double mayBeSpared) {
        double closeShare = config.openShare() * config.closeShare();
        int spared = 0;
        int activeInSmall = 0;
        int troubledInSmall = 0;
        Tally worst = null;
        for (Tally part : parts) {
            if (part.active() < config.leastClients()) {
                activeInSmall += part.active();
                troubledInSmall += part.troubled(side);
            } else if (part.share(side) < closeShare) {
                spared += part.active();
            }
            if (worst == null || part.troubled(side) > worst.troubled(side)) {
                worst = part;
            }
        }
        if (activeInSmall >= config.leastClients() && troubledInSmall < closeShare * activeInSmall) {
            spared += activeInSmall;
        }
        if (spared > mayBeSpared * whole.active()) {
            return false;
        }
        int rest = worst == null ? 0 : whole.active() - worst.active();
        return rest <= 0 || worst == null || whole.troubled(side) - worst.troubled(side) >= config.openShare() * rest;
    }

    /** Whether an open incident of a wider group explains the trouble. A cut-off is not explained by anything less. */
    boolean isExplained(Group group, Side side) {
        for (OpenIncident incident : open) {
            Group wider = incident.group;
            if (wider != null
                    && incident.side == side
                    && (wider.tally.isCutOff() || !group.tally.isCutOff())
                    && covers(wider, group, side)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether a wider group has so much of a trouble of a narrower one that the rest of that is no group in trouble.
     */
    boolean covers(Group wider, Group narrower, Side side) {
        if (wider.kind == IncidentKind.ENGINE || wider == narrower) {
            return wider.kind == IncidentKind.ENGINE && wider != narrower && narrower.kind != IncidentKind.ENGINE;
        }
        if (wider.kind == IncidentKind.EVERYBODY) {
            return isPath(narrower);
        }
        PathName prefix = narrower.prefix;
        Tally part = wider.kind == IncidentKind.SITE && prefix != null ? wider.parts.get(prefix) : null;
        if (part == null) {
            return false;
        }
        int rest = narrower.tally.active() - part.active();
        int troubledRest = narrower.tally.troubled(side) - part.troubled(side);
        return rest < config.leastClients() || troubledRest < config.openShare() * rest;
    }

    /** Whether the trouble is also about to become that of a wider group. */
    boolean isRisingAround(Group group, Side side) {
        if (group.kind == IncidentKind.EVERYBODY || group.kind == IncidentKind.ENGINE) {
            return false;
        }
        if (isRising(population.all().tally, group.tally, side)) {
            return true;
        }
        PathName prefix = group.prefix;
        if (prefix != null) {
            for (Group site : population.sites()) {
                Tally part = site.parts.get(prefix);
                if (part != null && isRising(site.tally, part, side)) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean isRising(Tally whole, Tally part, Side side) {
        int rest = whole.active() - part.active();
        return rest >= config.leastClients() && whole.troubled(side) - part.troubled(side) >= RISING * rest;
    }
}
