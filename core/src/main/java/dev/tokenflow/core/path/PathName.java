package dev.tokenflow.core.path;

import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.hint.HintKey;
import dev.tokenflow.protocol.hint.Scope;
import dev.tokenflow.protocol.hint.Tenant;

/**
 * Names a path without making its text, which is only needed where people or topics read it. Two tenants may have
 * clients of one address, and agents of one name: their paths are different ones.
 *
 * @param tenant whose it is, see {@link Tenant}; kept once in a process, however many paths it has
 * @param scope client, prefix or site
 * @param hi first half of the address or of the prefix's first address; 0 for a site
 * @param lo second half
 * @param text name of a site; empty otherwise
 */
public record PathName(String tenant, Scope scope, long hi, long lo, String text) {
    private static final long MIX = 0x9E3779B97F4A7C15L;

    public PathName {
        tenant = tenant.isEmpty() ? Tenant.NONE : tenant.intern();
    }

    /** The path of one address. */
    public static PathName client(String tenant, long hi, long lo) {
        return new PathName(tenant, Scope.CLIENT, hi, lo, "");
    }

    /** The path of all clients under one prefix. */
    public static PathName prefix(String tenant, IpAddress first) {
        return new PathName(tenant, Scope.PREFIX, first.hi(), first.lo(), "");
    }

    /** The path of all clients of one agent. */
    public static PathName site(String tenant, String agent) {
        return new PathName(tenant, Scope.SITE, 0, 0, agent);
    }

    /** The prefix of a client. */
    public PathName prefix() {
        return prefix(tenant, new IpAddress(hi, lo).network());
    }

    /** Address, prefix or site as text. */
    public String key() {
        return switch (scope) {
            case SITE -> text;
            case PREFIX -> new IpAddress(hi, lo).prefix();
            default -> new IpAddress(hi, lo).toString();
        };
    }

    /** The same as the Kafka key of the path's hint. */
    public String kafkaKey() {
        return new HintKey(tenant, scope, key()).kafkaKey();
    }

    /**
     * Which of {@code groups} the path belongs to; for ever the same. All clients of a prefix are in the group of the
     * prefix, so what is to be known of it is in one place.
     */
    public int group(int groups) {
        PathName whole = scope == Scope.CLIENT ? prefix() : this;
        return (int) ((hash(whole.tenant, whole.scope, whole.hi, whole.lo, whole.text) >>> 33) % groups);
    }

    /** Whether this is the name of those parts. */
    public boolean is(String otherTenant, Scope otherScope, long otherHi, long otherLo, String otherText) {
        return lo == otherLo
                && hi == otherHi
                && scope == otherScope
                && (scope != Scope.SITE || text.equals(otherText))
                && tenant.equals(otherTenant);
    }

    /** Well mixed in all 64 bits, and the same in every process: partitions depend on it. */
    static long hash(String tenant, Scope scope, long hi, long lo, String text) {
        int code = switch (scope) {
            case CLIENT -> 1;
            case PREFIX -> 2;
            case SITE -> 3;
            default -> 4;
        };
        long own = scope == Scope.SITE ? text.hashCode() : lo ^ Long.rotateLeft(hi, 29);
        long h = (own ^ (long) code << 60 ^ (long) tenant.hashCode() << 26) * MIX;
        h = (h ^ h >>> 32) * MIX;
        return h ^ h >>> 29;
    }

    @Override
    public int hashCode() {
        return (int) hash(tenant, scope, hi, lo, text);
    }
}
