package dev.tokenflow.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.client.pacer.HeldHint;
import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.hint.Hint;
import dev.tokenflow.protocol.hint.PathCondition;
import dev.tokenflow.protocol.hint.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
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
    void aHintIsHeldForAMinuteAtMost() {
        address.receive(hint(20, 1, 1, 3_600_000), null, START);
        assertThat(address.heldHint(START).untilNanos()).isEqualTo(START + 60_000 * MS);
        assertThat(address.heldHint(START).remainingNs(START + 59_999 * MS)).isEqualTo(MS);
        assertThat(address.hint(START + 60_000 * MS).scope()).isEqualTo(Scope.NONE);
        assertThat(address.heldHint(START + 60_000 * MS).remainingNs(START + 70_000 * MS))
                .isEqualTo(HeldHint.FOREVER);
    }

    @Test
    void aBudgetIsAdviceToo() {
        Hint first = hint(20, 1, 1, 2000);
        address.receive(first, null, START);
        Hint budget = first.toBuilder().seq(2).clientBytesPerSecond(5_000).build();
        assertThat(address.receive(budget, null, START)).isTrue();
        assertThat(address.receive(budget.toBuilder().seq(3).build(), null, START))
                .isFalse();
        assertThat(address.receive(budget.toBuilder().seq(4).holdMs(100).build(), null, START))
                .isTrue();
    }

    @Test
    void anExpiryIsToldOnceAndARenewalPutsItOff() {
        List<Scope> told = new ArrayList<>();
        List<Runnable> alarms = new ArrayList<>();
        List<Long> delays = new ArrayList<>();
        AtomicLong now = new AtomicLong(START);
        WatchedAddresses addresses = new WatchedAddresses(
                1, Duration.ofSeconds(60), (ip, hint) -> told.add(hint.scope()), now::get, (delayMs, action) -> {
                    delays.add(delayMs);
                    alarms.add(action);
                });
        addresses.receive(address, hint(20, 1, 1, 2000), null);
        addresses.receive(address, hint(20, 1, 2, 3000), null);
        assertThat(delays).containsExactly(2001L);
        now.addAndGet(2001 * MS);
        alarms.get(0).run();
        assertThat(told).containsExactly(Scope.CLIENT);
        assertThat(delays).containsExactly(2001L, 1000L);
        now.addAndGet(1000 * MS);
        alarms.get(1).run();
        assertThat(told).containsExactly(Scope.CLIENT, Scope.NONE);
        assertThat(alarms).hasSize(2);
        assertThat(address.etag(now.get())).isNull();
        // Told, and not told again: the next hint begins anew.
        addresses.receive(address, hint(30, 1, 3, 500), null);
        assertThat(told).containsExactly(Scope.CLIENT, Scope.NONE, Scope.CLIENT);
        assertThat(delays).containsExactly(2001L, 1000L, 501L);
    }

    @Test
    void useIsNotedToTheSecond() {
        address.asked(START + 30_000 * MS);
        assertThat(address.unusedNanos(START + 40_000 * MS)).isEqualTo(10_000 * MS);
    }
}
