package dev.tokenflow.gateway.merge;

import static dev.tokenflow.gateway.merge.Joined.add;
import static dev.tokenflow.gateway.merge.Joined.chunk;
import static dev.tokenflow.gateway.merge.Joined.content;
import static dev.tokenflow.gateway.merge.Joined.drain;
import static dev.tokenflow.gateway.merge.Joined.finish;
import static dev.tokenflow.gateway.merge.Joined.pending;
import static dev.tokenflow.gateway.merge.Joined.role;
import static dev.tokenflow.gateway.merge.Joined.together;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tokenflow.gateway.delta.Protocol;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** When something should leave, what is counted, and what bounds what waits. */
class PendingEventsTest {
    private static final long ALL = Long.MAX_VALUE;

    /** A chat whose first text has left. */
    private static PendingEvents started() {
        PendingEvents pending = pending();
        add(pending, role(0));
        add(pending, content("first"));
        drain(pending, ALL);
        return pending;
    }

    @Test
    void theFirstEventAndTheFirstTextDoNotWait() {
        PendingEvents pending = pending();
        assertThat(pending.mustFlush()).isFalse();
        add(pending, role(0));
        assertThat(pending.mustFlush()).isTrue();
        drain(pending, ALL);
        add(pending, content("a"));
        assertThat(pending.mustFlush()).isTrue();
        drain(pending, ALL);
        add(pending, content("b"));
        assertThat(pending.mustFlush()).isFalse();
        add(pending, content("c"));
        assertThat(pending.mustFlush()).isFalse();
        assertThat(drain(pending, ALL)).isEqualTo(content("bc"));
    }

    @Test
    void aBarrierAndAChangeOfKindDoNotWait() {
        PendingEvents pending = started();
        add(pending, content("a"));
        add(pending, chunk("{\"refusal\":\"b\"}"));
        assertThat(pending.mustFlush()).isTrue();
        assertThat(drain(pending, 1)).isEqualTo(content("a"));
        assertThat(pending.mustFlush()).isFalse();
        add(pending, finish(0, "stop"));
        assertThat(pending.mustFlush()).isTrue();
        assertThat(drain(pending, ALL)).isEqualTo(chunk("{\"refusal\":\"b\"}") + finish(0, "stop"));
        assertThat(pending.mustFlush()).isFalse();
    }

    @Test
    void whatWaitsIsCounted() {
        PendingEvents pending = started();
        assertThat(pending.isEmpty()).isTrue();
        assertThat(pending.oldestNs()).isEqualTo(Long.MAX_VALUE);
        byte[] delta = content("ab").getBytes(StandardCharsets.UTF_8);
        pending.add(delta, 0, delta.length, 7);
        pending.add(delta, 0, delta.length, 9);
        assertThat(pending.isEmpty()).isFalse();
        assertThat(pending.deltas()).isEqualTo(2);
        assertThat(pending.bytes()).isEqualTo(delta.length + 2);
        assertThat(pending.oldestNs()).isEqualTo(7);
        byte[] ping = ": ping\n\n".getBytes(StandardCharsets.UTF_8);
        pending.add(ping, 0, ping.length, 11);
        assertThat(pending.deltas()).isEqualTo(2);
        assertThat(pending.drain((bytes, from, to) -> {}, 0)).isEqualTo(new Drained(1, 2, 4, delta.length + 2));
        assertThat(pending.oldestNs()).isEqualTo(11);
        assertThat(pending.drain((bytes, from, to) -> {}, 0)).isEqualTo(new Drained(1, 0, 0, ping.length));
        assertThat(pending.drain((bytes, from, to) -> {}, 0)).isEqualTo(Drained.NOTHING);
    }

    @Test
    void aDrainStopsBeforeTheEventThatIsTooMuch() {
        PendingEvents pending = started();
        add(pending, content("a"));
        add(pending, ": 1\n\n");
        add(pending, ": 2\n\n");
        int length = content("a").length();
        assertThat(drain(pending, length + 9)).isEqualTo(content("a") + ": 1\n\n");
        assertThat(drain(pending, 0)).isEqualTo(": 2\n\n");
    }

    @Test
    void textThatComesAfterADrainBeginsAnew() {
        PendingEvents pending = started();
        add(pending, content("a"));
        assertThat(drain(pending, ALL)).isEqualTo(content("a"));
        add(pending, content("b"));
        assertThat(drain(pending, ALL)).isEqualTo(content("b"));
    }

    @Test
    void noEventBecomesTooLongByJoiningAndLongOnesPassWhole() {
        PendingEvents pending =
                new PendingEvents(new StreamWatch(Protocol.CHAT), content("").length() + 4);
        add(pending, role(0));
        String text = "0123456789";
        for (int i = 0; i < 3; i++) {
            add(pending, content("ab"));
        }
        add(pending, content(text));
        assertThat(drain(pending, ALL)).isEqualTo(role(0) + content("abab") + content("ab") + content(text));
    }

    @Test
    void rawBytesPassInTheirPlace() {
        PendingEvents pending = started();
        add(pending, content("a"));
        byte[] raw = "xdata: {y".getBytes(StandardCharsets.UTF_8);
        pending.addRaw(raw, 1, 8, 0);
        add(pending, content("b"));
        assertThat(pending.mustFlush()).isTrue();
        assertThat(drain(pending, ALL)).isEqualTo(content("a") + "data: {" + content("b"));
    }

    @Test
    void manyChoicesAreJoinedUpToABound() {
        StringBuilder expected = new StringBuilder();
        PendingEvents pending = pending();
        String a = "{\"content\":\"x\"}";
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 16; i++) {
                add(pending, chunk(i, a, ""));
            }
        }
        for (int i = 0; i < 16; i++) {
            expected.append(chunk(i, a, ""));
        }
        for (int i = 0; i < 16; i++) {
            expected.append(chunk(i, a.replace("x", "xx"), ""));
        }
        assertThat(drain(pending, ALL)).isEqualTo(expected.toString());
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 200; i++) {
                add(pending, chunk(i, a, ""));
            }
        }
        assertThat(drain(pending, ALL))
                .hasSizeBetween(1, 600 * chunk(100, a, "").length());
    }

    @Test
    void deepNestingAndHugeEventsPass() {
        String bomb = "data: " + "{\"a\":".repeat(100_000) + "1" + "}".repeat(100_000) + "\n\n";
        String array = "data: {\"choices\":" + "[".repeat(100_000) + "\n\n";
        String huge = content("x".repeat(1 << 20));
        assertThat(together(role(0), content("a"), bomb, array, content("b"), huge, content("c")))
                .isEqualTo(role(0) + content("a") + bomb + array + content("b") + huge + content("c"));
    }

    @Test
    void halfCharactersOfTwoEventsAreSplicedWithoutLoss() {
        byte[] smile = "😀".getBytes(StandardCharsets.UTF_8);
        PendingEvents pending = started();
        for (byte part : smile) {
            byte[] event = content("?").getBytes(StandardCharsets.UTF_8);
            event[new String(event, StandardCharsets.UTF_8).indexOf('?')] = part;
            pending.add(event, 0, event.length, 0);
        }
        assertThat(drain(pending, ALL)).isEqualTo(content("😀"));
    }

    @Test
    void theLengthMustBePositive() {
        assertThatThrownBy(() -> new PendingEvents(new StreamWatch(Protocol.CHAT), 0))
                .hasMessage("longestJoinedBytes is 0, expected at least 1");
    }
}
