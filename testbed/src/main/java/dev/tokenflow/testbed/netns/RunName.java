package dev.tokenflow.testbed.netns;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How everything one run makes is named, so that it can be told from everything else on the host and from other runs:
 * {@code tf-<id>-server} for namespaces, {@code tf<id>…} for devices. The id is the owner's process id in base 36 and a
 * counter.
 *
 * @param id five characters of process id, one of counter
 */
record RunName(String id) {
    private static final AtomicInteger COUNTER = new AtomicInteger();
    private static final Pattern NAMESPACE = Pattern.compile("tf-([0-9a-z]{6})-(?:server|far|near|probe)");
    private static final Pattern DEVICE = Pattern.compile("tf([0-9a-z]{6})(?:vr|vs|pa|pb|[sc]\\d{1,2}[fn])");

    /** A name for a run of this process, new on every call. */
    static RunName next() {
        String pid = Long.toString(ProcessHandle.current().pid(), 36);
        char count = Character.forDigit(Math.floorMod(COUNTER.getAndIncrement(), 36), 36);
        return new RunName("0".repeat(5 - pid.length()) + pid + count);
    }

    /** The run a namespace belongs to; empty when it is not one of ours. */
    static Optional<RunName> ofNamespace(String namespace) {
        return match(NAMESPACE, namespace);
    }

    /** The run a device belongs to; empty when it is not one of ours. */
    static Optional<RunName> ofDevice(String device) {
        return match(DEVICE, device);
    }

    /** The process that made it. */
    long ownerPid() {
        return Long.parseLong(id.substring(0, 5), 36);
    }

    String namespace(String role) {
        return "tf-" + id + "-" + role;
    }

    String device(String role) {
        return "tf" + id + role;
    }

    private static Optional<RunName> match(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.matches() ? Optional.of(new RunName(matcher.group(1))) : Optional.empty();
    }
}
