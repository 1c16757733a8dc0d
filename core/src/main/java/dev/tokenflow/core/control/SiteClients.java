package dev.tokenflow.core.control;

import dev.tokenflow.protocol.hint.HintKey;
import dev.tokenflow.protocol.hint.Scope;

/**
 * How many clients of a site are active and congested, among the paths of one group.
 *
 * @param tenant of the site; empty = nobody's in particular
 * @param site agent id
 * @param group number of the group
 * @param active clients with active streams
 * @param congested of these, clients that the law calls congested
 * @param atMs event time of the count, ms since 1970
 */
public record SiteClients(String tenant, String site, int group, int active, int congested, long atMs) {
    /** Path of the site. */
    public String path() {
        return new HintKey(tenant, Scope.SITE, site).kafkaKey();
    }
}
