package dev.tokenflow.ops.chaos.fault;

import dev.tokenflow.simulator.link.LinkPhase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How faults become {@code tc} commands. Everything made carries the run's handle, so that undoing can never hit what
 * is not ours.
 *
 * <p>The rate is a token bucket (tbf) in every case. Delay, jitter and loss are netem's where the kernel has it. Where
 * it has not, loss is a classifier at the device's egress (clsact, cls_bpf) that <em>steals</em> a packet: the sender
 * is told that it went out. A drop there would be reported to a local TCP, which then slows down at once, sends the
 * packet again without a retransmission being due, and never sees a loss. Either way a packet is what the sender hands
 * down in one piece; with segmentation offload these are several segments.
 *
 * @param commands for {@code tc -batch}, in this order
 * @param steals whether loss is the classifier's
 */
public record FaultPlan(List<String> commands, boolean steals) {
    /** The classifier comes before any that somebody adds later without a wish of their own. */
    static final int FILTER_PREFERENCE = 1;

    /** What waits at most in front of the token bucket, as in the demo's congested phase. */
    static final Duration QUEUE = Duration.ofSeconds(1);

    /** Bytes that may go at once, as time at the rate: timers are some tenths of a millisecond late. */
    private static final Duration BURST = Duration.ofMillis(5);

    /** Headers below IP, tags included. */
    private static final int LINK_HEADER_BYTES = 64;

    /** A queue that cannot hold a few packets of full size would lose everything at a low rate. */
    private static final int FEWEST_PACKETS = 10;

    /** netem counts the packets under way in its queue: 100 ms at 10 Gbit/s are 83,000. */
    private static final int NETEM_PACKETS = 100_000;

    private static final long BPF_RANDOM = 0xfffff000L + 56;
    private static final int STOLEN = 4;
    private static final long UNSPECIFIED = 0xffffffffL;

    public FaultPlan {
        commands = List.copyOf(commands);
    }

    /**
     * Plans.
     *
     * @param handle of this run, four hexadecimal digits
     * @param mtu of the device, bytes
     * @param netem whether the kernel has it
     * @param replace whether a root qdisc of somebody else gives way
     */
    public static FaultPlan of(Faults faults, String device, String handle, int mtu, boolean netem, boolean replace) {
        List<String> commands = new ArrayList<>();
        String root = "qdisc " + (replace ? "replace" : "add") + " dev " + device + " root handle " + handle + ": ";
        boolean steals = faults.loses() && !netem;
        boolean delays = faults.delays() || (faults.loses() && netem);
        if (delays) {
            commands.add(root + netem(faults));
        }
        if (faults.limits()) {
            commands.add((delays ? "qdisc add dev " + device + " parent " + handle + ":1 " : root) + tbf(faults, mtu));
        }
        if (steals) {
            commands.add("qdisc add dev " + device + " clsact");
            commands.add("filter add dev " + device + " egress protocol all pref " + FILTER_PREFERENCE + " handle 0x"
                    + handle + " bpf da bytecode \"" + steal(faults.loss()) + "\"");
        }
        return new FaultPlan(commands, steals);
    }

    /** Whether it takes the place of the device's root qdisc. */
    public boolean takesRoot() {
        return commands.getFirst().contains(" root ");
    }

    /** What people should know of it, a line each. */
    public List<String> remarks() {
        List<String> remarks = new ArrayList<>();
        for (String command : commands) {
            remarks.add("tc " + command);
        }
        if (steals) {
            remarks.add("lost before the queue, and the sender is told that it went out: this kernel has no netem");
        }
        return remarks;
    }

    private static String netem(Faults faults) {
        StringBuilder text = new StringBuilder("netem limit " + NETEM_PACKETS);
        if (faults.delays()) {
            text.append(" delay ").append(faults.delay().toMillis()).append("ms");
        }
        if (!faults.jitter().isZero()) {
            text.append(' ').append(faults.jitter().toMillis()).append("ms");
        }
        if (faults.loses()) {
            text.append(" loss ").append(faults.lossPercent());
        }
        return text.toString();
    }

    private static String tbf(Faults faults, int mtu) {
        long packet = (long) mtu + LINK_HEADER_BYTES;
        long burst = Math.max(packet, LinkPhase.bufferBytes(BURST, faults.rateBitsPerSecond()));
        long limit =
                Math.max(FEWEST_PACKETS * packet, burst + LinkPhase.bufferBytes(QUEUE, faults.rateBitsPerSecond()));
        return "tbf rate " + faults.rateBitsPerSecond() + "bit burst " + burst + " limit " + limit;
    }

    /** Classic BPF: draws 32 bits; above the threshold the packet goes on, otherwise it is stolen. */
    private static String steal(double loss) {
        long threshold = Math.max(1, Math.round(loss * 0x1p32)) - 1;
        return "4,32 0 0 " + BPF_RANDOM + ",37 1 0 " + threshold + ",6 0 0 " + STOLEN + ",6 0 0 " + UNSPECIFIED;
    }
}
