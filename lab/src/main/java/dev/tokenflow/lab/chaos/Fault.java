package dev.tokenflow.lab.chaos;

import dev.tokenflow.simulator.link.LinkPhase;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What is done to packets that leave an interface.
 *
 * @param phase rate, delay, jitter and loss; the rest of it is not used
 */
record Fault(LinkPhase phase) {
    /** Bytes a rate limit lets through at once: a full segmentation-offload burst, or packets of that size would never pass. */
    private static final int BURST_BYTES = 65_536;

    private static final String WAIT = "1s";

    Fault {
        if (!limits(phase) && !needsNetem(phase)) {
            throw new IllegalArgumentException("give at least one of --delay, --jitter, --loss and --rate");
        }
        if (phase.rateBitsPerSecond() == 0) {
            throw new IllegalArgumentException(
                    "--rate is 0, expected more: an interface that passes nothing is 'ip link set down'");
        }
    }

    /**
     * Puts it on.
     *
     * @throws IOException when the kernel cannot; says what is missing and what to do
     */
    void apply(Device device) throws IOException {
        if (!needsNetem(phase)) {
            device.run(
                    "tc",
                    "qdisc",
                    "add",
                    "dev",
                    device.name(),
                    "root",
                    "tbf",
                    "rate",
                    rate(),
                    "burst",
                    BURST_BYTES + "b",
                    "latency",
                    WAIT);
            return;
        }
        List<String> words = new ArrayList<>(List.of("tc", "qdisc", "add", "dev", device.name(), "root", "netem"));
        if (!phase.delay().isZero() || !phase.jitter().isZero()) {
            words.addAll(List.of(
                    "delay",
                    phase.delay().toNanos() / 1_000 + "us",
                    phase.jitter().toNanos() / 1_000 + "us"));
        }
        if (phase.loss() > 0) {
            words.addAll(List.of("loss", String.format(Locale.ROOT, "%.4f%%", phase.loss() * 100)));
        }
        if (limits(phase)) {
            words.addAll(List.of("rate", rate()));
        }
        try {
            device.run(words.toArray(String[]::new));
        } catch (IOException e) {
            throw new IOException(
                    "this kernel has no netem, so --delay, --jitter and --loss cannot be had on a real interface ("
                            + e.getMessage()
                            + "): 'modprobe sch_netem' where it is a module, --rate alone works without; "
                            + "'./tokenflow experiment' and 'demo' delay and lose packets in a link of their own",
                    e);
        }
    }

    @Override
    public String toString() {
        List<String> words = new ArrayList<>();
        if (limits(phase)) {
            words.add("rate " + rate());
        }
        if (!phase.delay().isZero() || !phase.jitter().isZero()) {
            words.add("delay " + phase.delay().toMillis() + " ms ± "
                    + phase.jitter().toMillis() + " ms");
        }
        if (phase.loss() > 0) {
            words.add("loss " + phase.loss() * 100 + " %");
        }
        return String.join(", ", words);
    }

    private String rate() {
        return phase.rateBitsPerSecond() + "bit";
    }

    private static boolean limits(LinkPhase phase) {
        return phase.rateBitsPerSecond() != LinkPhase.UNLIMITED;
    }

    private static boolean needsNetem(LinkPhase phase) {
        return !phase.delay().isZero() || !phase.jitter().isZero() || phase.loss() > 0;
    }
}
