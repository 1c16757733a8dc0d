package dev.tokenflow.ops.chaos.fault;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/**
 * What one run puts on one device, written down before it does, so that anybody can undo it.
 *
 * @param namespace name of the device's network namespace; "" = that of the run
 * @param inode of that namespace
 * @param device its name
 * @param handle of everything the run makes there, four hexadecimal digits
 * @param steals whether a classifier is part of it
 * @param faults for people
 * @param pid process of the run
 * @param startedMs when this was written, Unix time
 * @param endsMs when the run undoes it, Unix time
 */
public record Note(
        String namespace,
        long inode,
        String device,
        String handle,
        boolean steals,
        String faults,
        long pid,
        long startedMs,
        long endsMs) {

    /** Whether the run still goes on. A process younger than the note only has the same id. */
    public boolean ownerLives() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .flatMap(process -> process.info().startInstant())
                .filter(started ->
                        !started.isAfter(Instant.ofEpochMilli(startedMs).plusSeconds(1)))
                .isPresent();
    }

    /** The namespace as it can be reached from here; empty when it is gone or has no name here. */
    public Optional<Iproute> reach() throws IOException {
        if (NetworkDevice.inode("") == inode) {
            return Optional.of(new Iproute(""));
        }
        for (String name : NetworkDevice.namespaces()) {
            if (NetworkDevice.inode(name) == inode) {
                return Optional.of(new Iproute(name));
            }
        }
        return Optional.empty();
    }

    /**
     * Whether its device is in the namespace of this name; the run may have been started inside, and not know the name.
     */
    public boolean isIn(String name) throws IOException {
        return name.equals(namespace)
                || (NetworkDevice.namespaces().contains(name) && NetworkDevice.inode(name) == inode);
    }

    /** Whether anything of the run is on the device. */
    public boolean inPlace(Iproute iproute) throws IOException {
        for (JsonNode link : iproute.ip("link", "show")) {
            if (link.path("ifname").asText().equals(device)) {
                return rootInPlace(iproute) || (steals && classifierInPlace(iproute));
            }
        }
        return false;
    }

    /** For people: {@code eth0} or {@code eth0 in namespace x}. */
    public String where() {
        return device + (namespace.isEmpty() ? "" : " in namespace " + namespace);
    }

    private boolean rootInPlace(Iproute iproute) throws IOException {
        for (JsonNode qdisc : iproute.tc("qdisc", "show", "dev", device)) {
            if (qdisc.path("root").asBoolean() && qdisc.path("handle").asText().equals(handle + ":")) {
                return true;
            }
        }
        return false;
    }

    private boolean classifierInPlace(Iproute iproute) throws IOException {
        for (JsonNode filter : iproute.tc("filter", "show", "dev", device, "egress")) {
            if (filter.at("/options/handle").asText().equals("0x" + handle)) {
                return true;
            }
        }
        return false;
    }
}
