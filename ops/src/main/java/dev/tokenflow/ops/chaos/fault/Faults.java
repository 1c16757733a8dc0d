package dev.tokenflow.ops.chaos.fault;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What is to go wrong with the packets that leave a device. At least one of the members is set.
 *
 * @param delay added to every packet; zero = none
 * @param jitter each packet's delay is {@code delay} ± this; at most the delay
 * @param loss probability that a packet is lost, 0 to 1
 * @param rateBitsPerSecond what the device sends at most; 0 = no limit
 */
public record Faults(Duration delay, Duration jitter, double loss, long rateBitsPerSecond) {
    private static final Duration LONGEST_DELAY = Duration.ofMinutes(1);
    private static final long LOWEST_RATE = 8_000;
    private static final long HIGHEST_RATE = 10_000_000_000L;

    public Faults {
        if (delay.isZero() && jitter.isZero() && loss == 0 && rateBitsPerSecond == 0) {
            throw new IllegalArgumentException(
                    "nothing is to go wrong: expected one or more of --delay, --jitter, --loss and --rate");
        }
        if (delay.isNegative() || delay.compareTo(LONGEST_DELAY) > 0) {
            throw new IllegalArgumentException("--delay is " + delay.toMillis() + " ms, expected up to 1min");
        }
        if (jitter.isNegative() || jitter.compareTo(delay) > 0) {
            throw new IllegalArgumentException("--jitter is " + jitter.toMillis()
                    + " ms, expected no more than the --delay that it varies, " + delay.toMillis() + " ms");
        }
        if (!(loss >= 0 && loss <= 1)) {
            throw new IllegalArgumentException("--loss is " + loss + ", expected 0 to 1");
        }
        if (rateBitsPerSecond != 0 && (rateBitsPerSecond < LOWEST_RATE || rateBitsPerSecond > HIGHEST_RATE)) {
            throw new IllegalArgumentException("--rate is " + rateBitsPerSecond + " bit/s, expected 8kbit to 10gbit");
        }
    }

    public boolean delays() {
        return !delay.isZero();
    }

    public boolean loses() {
        return loss > 0;
    }

    boolean limits() {
        return rateBitsPerSecond > 0;
    }

    /** For people, as they could have typed it: {@code delay 100ms, jitter 20ms, loss 2%, rate 2mbit}. */
    public String describe() {
        List<String> parts = new ArrayList<>();
        if (delays()) {
            parts.add("delay " + delay.toMillis() + "ms");
        }
        if (!jitter.isZero()) {
            parts.add("jitter " + jitter.toMillis() + "ms");
        }
        if (loses()) {
            parts.add("loss " + lossPercent());
        }
        if (limits()) {
            parts.add("rate " + rate());
        }
        return String.join(", ", parts);
    }

    /** As {@code tc} takes it too. */
    String lossPercent() {
        return plain(BigDecimal.valueOf(loss).movePointRight(2).setScale(7, RoundingMode.HALF_UP)) + "%";
    }

    private String rate() {
        BigDecimal bits = BigDecimal.valueOf(rateBitsPerSecond);
        if (rateBitsPerSecond >= 1_000_000_000) {
            return plain(bits.movePointLeft(9)) + "gbit";
        }
        return rateBitsPerSecond >= 1_000_000
                ? plain(bits.movePointLeft(6)) + "mbit"
                : plain(bits.movePointLeft(3)) + "kbit";
    }

    private static String plain(BigDecimal number) {
        return number.stripTrailingZeros().toPlainString();
    }
}
