package dev.tokenflow.simulator.virtual;

import dev.tokenflow.protocol.hint.Hint;

/** Tells a virtual server which hint holds for a client. Must not block. */
@FunctionalInterface
public interface HintLookup {
    /** Nothing is known of anybody. */
    HintLookup NONE = (client, nowNs) -> Hint.unpaced(client);

    /**
     * The hint in force for a client's address at {@code nowNs} of the run's clock; unpaced when none is known or the
     * last one expired.
     */
    Hint current(String client, long nowNs);
}
