package dev.tokenflow.client;

import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.hint.Hint;

/** Called when the advice for an address changes: the server said something else, or the hint expired. */
@FunctionalInterface
public interface HintChangeListener {
    /**
     * Called on a thread of the client; must not block.
     *
     * @param address the address that the hint is for
     * @param hint what {@link HintClient#hint} answers from now on; after an expiry {@link Hint#unpaced}
     */
    void changed(IpAddress address, Hint hint);
}
