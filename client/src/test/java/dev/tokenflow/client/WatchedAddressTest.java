package dev.tokenflow.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.hint.Hint;
import dev.tokenflow.protocol.hint.PathCondition;
import dev.tokenflow.protocol.hint.Scope;
import org.junit.jupiter.api.Test;

/** Freshness and order of hints, on a clock that the test moves. */
class WatchedAddressTest {
    private static final long MS = 1_000_000;
    private static final long START =
            Math.subtractExact(Long.MAX_VALUE, 500 * MS); // nanoTime may overflow at any moment

    private final WatchedAddress address = new WatchedAddress(IpAddress.parse("203.0.113.7"), START);

    static Hint hint(double tokensPerSecond, long epoch, long seq, long ttlMs) {
        return Hint.of(Scope.CLIENT, "203.0.113.7")
                .tokensPerSecond(tokensPerSecond)
                .tokensPerChunk(4)
                .state(PathCondition.CONGESTED)
                .confidence(1)
                .retransmitRate(0)
                .epoch(epoch)
                .seq(seq)
                .ttlMs(ttlMs)
                .build();
    }

    @Test
    void isUnpacedUntilAHintComesAndAfterItExpired() {
        assertThat(address.hint(START).scope()).isEqualTo(Scope.NONE);
        assertThat(address.receive(hint(20, 1, 1, 2000), "W/\"a\"", START)).isTrue();
        assertThat(address.hint(START + 1999 * MS).tokensPerSecond()).isEqualTo(20);
        assertThat(address.etag(START + 1999 * MS)).isEqualTo("W/\"a\"");
        assertThat(address.hint(START + 2000 * MS)).isEqualTo(Hint.unpaced("203.0.113.7"));
        assertThat(address.etag(START + 2000 * MS)).isNull();
    }

    @Test
    void aNotModifiedRenewsOnlyWhatItNames() {
        address.receive(hint(20, 1, 1, 2000), "W/\"a\"", START);
        address.renew("W/\"b\"", 9000, START + 1000 * MS);
        assertThat(address.remainingMs(START + 1000 * MS)).isEqualTo(1000);
        address.renew("W/\"a\"", 1800, START + 1000 * MS);
        assertThat(address.hint(START + 2799 * MS).tokensPerSecond()).isEqualTo(20);
        assertThat(address.hint(START + 2800 * MS).scope()).isEqualTo(Scope.NONE);
    }

    @Test
    void epochThenNumberDecideWhileTheHeldHintHolds() {
        address.receive(hint(20, 5, 10, 2000), null, START);
        assertThat(address.receive(hint(99, 5, 9, 2000), null, START)).isFalse();
        assertThat(address.receive(hint(99, 4, 11, 2000), null, START)).isFalse();
        assertThat(address.hint(START).tokensPerSecond()).isEqualTo(20);
        assertThat(address.receive(hint(30, 6, 1, 2000), null, START)).isTrue();
        assertThat(address.hint(START).tokensPerSecond()).isEqualTo(30);
        // Expired: what comes then is the best that is known.
        assertThat(address.receive(hint(40, 1, 1, 2000), null, START + 2001 * MS))
                .isTrue();
    }

    @Test
    void aRefreshIsNoChangeAndAnotherScopeIs() {
        address.receive(hint(20, 1, 1, 2000), null, START);
        assertThat(address.receive(hint(20, 1, 2, 2000), null, START + 1500 * MS))
                .isFalse();
        assertThat(address.hint(START + 3000 * MS).seq()).isEqualTo(2);
        assertThat(address.receive(Hint.unpaced("203.0.113.7"), "W/\"none\"", START + 3000 * MS))
                .isTrue();
        assertThat(address.etag(START + 9000 * MS)).isEqualTo("W/\"none\"");
    }

    @Test
    void useIsNotedToTheSecond() {
        address.asked(START + 30_000 * MS);
        assertThat(address.unusedNanos(START + 40_000 * MS)).isEqualTo(10_000 * MS);
    }
}
