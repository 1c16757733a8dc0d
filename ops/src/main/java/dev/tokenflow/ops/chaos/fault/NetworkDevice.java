package dev.tokenflow.ops.chaos.fault;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The device that gets the faults.
 *
 * @param iproute asks and changes in its namespace
 * @param inode of its namespace: tells namespaces apart whatever they are called
 * @param device its name
 * @param mtu bytes
 */
public record NetworkDevice(Iproute iproute, long inode, String device, int mtu) {
    private static final Path NAMED = Path.of("/run/netns");
    private static final Path OWN = Path.of("/proc/self/ns/net");

    /**
     * Looks for it.
     *
     * @param namespace name of its network namespace; "" = this process's own
     * @throws IOException when there is no such namespace or device
     */
    public static NetworkDevice find(String namespace, String device) throws IOException {
        if (!namespace.isEmpty() && (namespace.contains("/") || !Files.exists(NAMED.resolve(namespace)))) {
            throw new IOException("there is no network namespace '" + namespace + "'; 'ip netns' lists them");
        }
        Iproute iproute = new Iproute(namespace);
        for (JsonNode link : iproute.ip("link", "show")) {
            if (link.path("ifname").asText().equals(device)) {
                return new NetworkDevice(
                        iproute, inode(namespace), device, link.path("mtu").asInt());
            }
        }
        throw new IOException(
                "there is no device '" + device + "'" + where(namespace) + "; 'ip link' lists them by name");
    }

    /** The inode of a namespace, which must exist. */
    public static long inode(String namespace) throws IOException {
        return (long) Files.getAttribute(namespace.isEmpty() ? OWN : NAMED.resolve(namespace), "unix:ino");
    }

    /** Names of all named namespaces. */
    static List<String> namespaces() throws IOException {
        if (!Files.isDirectory(NAMED)) {
            return List.of();
        }
        try (var names = Files.list(NAMED)) {
            return names.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    /** For people: {@code eth0} or {@code eth0 in namespace x}. */
    public String describe() {
        return device + where(iproute.namespace());
    }

    /** The options that name it. */
    public String options() {
        return "--dev " + device + (iproute.namespace().isEmpty() ? "" : " --netns " + iproute.namespace());
    }

    /** The root qdisc and the one at ingress and egress, if any. */
    public JsonNode qdiscs() throws IOException {
        return iproute.tc("qdisc", "show", "dev", device);
    }

    private static String where(String namespace) {
        return namespace.isEmpty() ? "" : " in namespace " + namespace;
    }
}
