package dev.tokenflow.agent.batch;

import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.event.Pseudonyms;

/** Under which address a peer leaves this host. */
@FunctionalInterface
public interface AddressRule {
    /** As it is. */
    AddressRule FULL = address -> address;

    /** The first address of its network (/24, /56): then there are hints for networks and not for clients. */
    AddressRule PREFIX = IpAddress::network;

    /** Under names that change every day and that only those know who have the key. */
    static AddressRule named(Pseudonyms names) {
        return address -> names.of(address, System.currentTimeMillis());
    }

    IpAddress of(IpAddress address);
}
