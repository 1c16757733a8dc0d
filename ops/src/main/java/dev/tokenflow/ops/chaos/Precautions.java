package dev.tokenflow.ops.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tokenflow.ops.chaos.fault.NetworkDevice;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Finds the reasons for which a device should get no faults. */
final class Precautions {
    private static final List<String> EVERYTHING_V4 = List.of("default", "0.0.0.0/1", "128.0.0.0/1");
    private static final List<String> EVERYTHING_V6 = List.of("default", "::/1", "8000::/1", "2000::/3");
    private static final String ASSIGNED_BY_KERNEL = "0:";

    private final NetworkDevice target;

    Precautions(NetworkDevice target) {
        this.target = target;
    }

    /** Whether this machine may lose its network, or the person at it their session. */
    Optional<String> whyNotCut() throws IOException {
        Set<String> session = new TreeSet<>();
        if (target.inode() == NetworkDevice.inode("")) {
            for (String address : SshSession.addresses()) {
                session.addAll(devicesTo(address));
            }
        }
        if (withCarriers(session).contains(target.device())) {
            return Optional.of(target.describe() + " carries the SSH session of this shell");
        }
        Set<String> everything = new TreeSet<>();
        for (String destination : EVERYTHING_V4) {
            everything.addAll(devices("-4", "route", "show", "table", "all", "exact", destination));
        }
        for (String destination : EVERYTHING_V6) {
            everything.addAll(devices("-6", "route", "show", "table", "all", "exact", destination));
        }
        return withCarriers(everything).contains(target.device())
                ? Optional.of(target.describe() + " carries the default route")
                : Optional.empty();
    }

    /** The qdisc at the device's root that somebody has set up; what the kernel put there by itself does not count. */
    Optional<String> foreignRoot() throws IOException {
        for (JsonNode qdisc : target.qdiscs()) {
            String handle = qdisc.path("handle").asText();
            if (qdisc.path("root").asBoolean() && !handle.equals(ASSIGNED_BY_KERNEL)) {
                return Optional.of(qdisc.path("kind").asText() + " " + handle);
            }
        }
        return Optional.empty();
    }

    /** What stands where the classifier would be. */
    Optional<String> foreignClassifiers() throws IOException {
        for (JsonNode qdisc : target.qdiscs()) {
            String kind = qdisc.path("kind").asText();
            if (kind.equals("clsact") || kind.equals("ingress")) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    private Set<String> devicesTo(String address) throws IOException {
        int zone = address.indexOf('%');
        if (zone >= 0) {
            return Set.of(address.substring(zone + 1));
        }
        try {
            return devices("route", "get", address);
        } catch (IOException e) {
            return Set.of(); // no way there
        }
    }

    private Set<String> devices(String... question) throws IOException {
        Set<String> devices = new TreeSet<>();
        for (JsonNode route : target.iproute().ip(question)) {
            if (!route.path("type").asText("unicast").equals("unreachable")) {
                devices.addAll(route.findValuesAsText("dev")); // of every next hop
            }
        }
        return devices;
    }

    /** With the ports of bridges and bonds, and what VLANs stand on. */
    private Set<String> withCarriers(Set<String> devices) throws IOException {
        Set<String> all = new TreeSet<>(devices);
        JsonNode links = target.iproute().ip("link", "show");
        boolean grown = !all.isEmpty();
        while (grown) {
            grown = false;
            for (JsonNode link : links) {
                String name = link.path("ifname").asText();
                if (all.contains(link.path("master").asText())) {
                    grown |= all.add(name);
                }
                if (all.contains(name) && link.has("link")) {
                    grown |= all.add(link.path("link").asText());
                }
            }
        }
        return all;
    }
}
