package dev.tokenflow.client;

import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.hint.Hint;

/** Called when the server's advice for an address changes; it is not called when a hint only expires. */
@FunctionalInterface
public interface HintChangeListener {
    /**
     * Called on a thread of the client; must not block.
     *
     * @param address the address that the hint is for
     * @param hint what {@link HintClient#hint} answers from now on, until the hint expires
     */
    void changed(IpAddress address, Hint hint);
}
