package dev.tokenflow.client;

import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.hint.Hint;

/** Told when the advice for an address becomes another. */
@FunctionalInterface
public interface HintChangeListener {
    /**
     * Called on a thread of the client; must not block.
     *
     * @param address whose hint it is
     * @param hint as {@link HintClient#hint} answers from now on, until it expires
     */
    void changed(IpAddress address, Hint hint);
}
