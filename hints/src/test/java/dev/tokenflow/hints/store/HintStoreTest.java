package dev.tokenflow.hints.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tokenflow.hints.Hints;
import dev.tokenflow.protocol.hint.Hint;
import dev.tokenflow.protocol.hint.HintCodec;
import dev.tokenflow.protocol.hint.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which hint holds, on a clock that the test moves. */
class HintStoreTest {
    private static final long MS = 1_000_000;

    private final AtomicLong nowNanos = new AtomicLong(Long.MAX_VALUE - 10 * MS); // nanoTime may overflow at any moment
    private final HintStore store = new HintStore(nowNanos::get, 10, null);

    private RecordOutcome apply(Hint hint) {
        return apply(hint, 0);
    }

    private RecordOutcome apply(Hint hint, long ageMs) {
        return store.apply(hint.kafkaKey(), HintCodec.encode(hint), new Written(-1, ageMs), stored -> {});
    }

    private double rateOf(String target) {
        ServedHint hint = store.find(ClientAddress.parse(target));
        return hint == null ? Double.NaN : hint.hint().tokensPerSecond();
    }

    @Test
    void aLookupFallsBackFromTheMostSpecific() {
        apply(Hints.hint(Scope.SITE, "host-a", 1, 1, 1, 1000));
        assertThat(rateOf("203.0.113.7")).isEqualTo(1);
        apply(Hints.hint(Scope.PREFIX, "203.0.113.0/24", 2, 1, 1, 1000));
        apply(Hints.hint(Scope.PREFIX, "2001:db8::/56", 3, 1, 1, 1000));
        assertThat(rateOf("203.0.113.7")).isEqualTo(2);
        assertThat(rateOf("2001:db8:0:1::9")).isEqualTo(3);
        apply(Hints.hint(Scope.CLIENT, "203.0.113.7", 4, 1, 1, 1000));
        apply(Hints.hint(Scope.CLIENT, "2001:db8:0:1::9", 5, 1, 1, 1000));
        apply(Hints.hint(Scope.FLOW, "203.0.113.7:443", 6, 1, 1, 1000));
        apply(Hints.hint(Scope.FLOW, "2001:db8:0:1::9:443", 7, 1, 1, 1000));
        assertThat(rateOf("203.0.113.7")).isEqualTo(4);
        assertThat(rateOf("::ffff:203.0.113.7")).isEqualTo(4);
        assertThat(rateOf("203.0.113.7:443")).isEqualTo(6);
        assertThat(rateOf("203.0.113.7:444")).isEqualTo(4);
        assertThat(rateOf("[2001:db8:0:1::9]:443")).isEqualTo(7);
        assertThat(rateOf("2001:db8:0:1::9")).isEqualTo(5);
        assertThat(rateOf("198.51.100.1")).isEqualTo(1);
        apply(Hints.hint(Scope.SITE, "host-b", 8, 1, 1, 1000));
        assertThat(rateOf("198.51.100.1")).isNaN();
    }

    @Test
    void aNamedSiteIsTheOnlyOneUsed() {
        HintStore ofB = new HintStore(nowNanos::get, 10, "host-b");
        for (String site : List.of("host-a", "host-b")) {
            Hint hint = Hints.hint(Scope.SITE, site, site.endsWith("a") ? 1 : 2, 1, 1, 1000);
            ofB.apply(hint.kafkaKey(), HintCodec.encode(hint), Written.NOW, stored -> {});
        }
        ServedHint found = ofB.find(ClientAddress.parse("203.0.113.7"));
        assertThat(found).isNotNull();
        assertThat(found.hint().key()).isEqualTo("host-b");
    }

    @Test
    void epochThenNumberDecide() {
        assertThat(apply(Hints.hint(Scope.CLIENT, "203.0.113.7", 1, 5, 5, 1000)))
                .isEqualTo(RecordOutcome.STORED);
        assertThat(apply(Hints.hint(Scope.CLIENT, "203.0.113.7", 2, 5, 5, 1000)))
                .isEqualTo(RecordOutcome.SUPERSEDED);
        assertThat(apply(Hints.hint(Scope.CLIENT, "203.0.113.7", 2, 5, 4, 1000)))
                .isEqualTo(RecordOutcome.SUPERSEDED);
        assertThat(apply(Hints.hint(Scope.CLIENT, "203.0.113.7", 2, 4, 9, 1000)))
                .isEqualTo(RecordOutcome.SUPERSEDED);
        assertThat(rateOf("203.0.113.7")).isEqualTo(1);
        assertThat(apply(Hints.hint(Scope.CLIENT, "203.0.113.7", 3, 6, 1, 1000)))
                .isEqualTo(RecordOutcome.STORED);
        assertThat(rateOf("203.0.113.7")).isEqualTo(3);
    }

    @Test
    void expiryCountsFromReceiptAndIsSweptOut() {
        apply(Hints.client("203.0.113.7", 1, 1).withTtlMs(1000));
        nowNanos.addAndGet(999 * MS);
        assertThat(rateOf("203.0.113.7")).isEqualTo(1);
        nowNanos.addAndGet(MS);
        assertThat(rateOf("203.0.113.7")).isNaN();
        List<Hint> expired = new ArrayList<>();
        store.expire(expired::add);
        assertThat(expired).extracting(Hint::key).containsExactly("203.0.113.7");
        assertThat(store.size()).isZero();
        // An old number is welcome again: nothing better is known.
        assertThat(apply(Hints.client("203.0.113.7", 2, 0))).isEqualTo(RecordOutcome.STORED);
    }

    @Test
    void theBacklogHasAnAge() {
        Hint hint = Hints.client("203.0.113.7", 1, 1).withTtlMs(1000);
        assertThat(apply(hint, 1000)).isEqualTo(RecordOutcome.EXPIRED);
        assertThat(apply(hint, 400)).isEqualTo(RecordOutcome.STORED);
        ServedHint held = store.find(ClientAddress.parse("203.0.113.7"));
        assertThat(held).isNotNull();
        assertThat(held.remainingMs(nowNanos.get())).isEqualTo(600);
        assertThat(apply(Hints.client("203.0.113.8", 1, 1).withTtlMs(1000), -5000))
                .isEqualTo(RecordOutcome.STORED);
        ServedHint ahead = store.find(ClientAddress.parse("203.0.113.8"));
        assertThat(ahead).isNotNull();
        assertThat(ahead.remainingMs(nowNanos.get())).isEqualTo(1000);
    }

    @Test
    void aTombstoneRemovesInEveryScope() {
        for (String key : List.of("flow/203.0.113.7:1", "client/203.0.113.7", "prefix/203.0.113.0/24", "site/host")) {
            Scope scope = Scope.ofWord(key.substring(0, key.indexOf('/')));
            apply(Hints.hint(scope, key.substring(key.indexOf('/') + 1), 1, 1, 1, 1000));
            assertThat(store.size()).isEqualTo(1);
            assertThat(store.apply(key, null, Written.NOW, hint -> {})).isEqualTo(RecordOutcome.REMOVED);
            assertThat(store.size()).isZero();
        }
    }

    @Test
    void aWordOfALaterVersionBlindsNobody() {
        String json = HintCodec.encode(Hints.client("203.0.113.7", 1, 1)).replace("\"congested\"", "\"degraded\"");

        assertThat(store.apply("client/203.0.113.7", json, Written.NOW, hint -> {}))
                .isEqualTo(RecordOutcome.STORED);
        assertThat(rateOf("203.0.113.7")).isEqualTo(1);
    }

    @Test
    void scopesOfALaterVersionAndTenantsAreIgnored() {
        String planet = HintCodec.encode(Hints.client("203.0.113.7", 1, 1)).replace("\"client\"", "\"planet\"");
        Hint ofTenant =
                Hints.client("203.0.113.7", 1, 1).toBuilder().tenant("team-a").build();

        assertThat(store.apply("planet/203.0.113.7", planet, Written.NOW, hint -> {}))
                .isEqualTo(RecordOutcome.IGNORED);
        assertThat(store.apply("planet/203.0.113.7", null, Written.NOW, hint -> {}))
                .isEqualTo(RecordOutcome.IGNORED);
        assertThat(apply(ofTenant)).isEqualTo(RecordOutcome.IGNORED);
        assertThat(store.apply(ofTenant.kafkaKey(), null, Written.NOW, hint -> {}))
                .isEqualTo(RecordOutcome.IGNORED);
        assertThat(store.size()).isZero();
        assertThat(rateOf("203.0.113.7")).isNaN();
    }

    @Test
    void theStoreIsBounded() {
        for (int i = 0; i < 10; i++) {
            assertThat(apply(Hints.client("203.0.113." + i, 1, 1))).isEqualTo(RecordOutcome.STORED);
        }
        assertThat(apply(Hints.client("203.0.113.99", 1, 1))).isEqualTo(RecordOutcome.NO_ROOM);
        assertThat(apply(Hints.client("203.0.113.9", 1, 2))).isEqualTo(RecordOutcome.STORED);
    }

    @Test
    void aKeyThatDoesNotNameItsHintIsMalformed() {
        String json = HintCodec.encode(Hints.client("203.0.113.7", 1, 1));
        for (String key :
                new String[] {null, "", "client/", "client/203.0.113.8", "prefix/203.0.113.7", "203.0.113.7"}) {
            assertThat(store.apply(key, json, Written.NOW, hint -> {}))
                    .as("key %s", key)
                    .isEqualTo(RecordOutcome.MALFORMED);
        }
        for (String key : new String[] {null, "", "none/x", "client", "client/nobody", "flow/1.2.3.4"}) {
            assertThat(store.apply(key, null, Written.NOW, hint -> {}))
                    .as("tombstone %s", key)
                    .isEqualTo(RecordOutcome.MALFORMED);
        }
        assertThat(apply(Hint.unpaced("203.0.113.7"))).isEqualTo(RecordOutcome.MALFORMED);
        assertThat(store.size()).isZero();
    }

    static LongStream seeds() {
        return LongStream.range(0, 2000);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void damagedRecordsAreRefusedAndNeverThrow(long seed) {
        Random random = new Random(seed);
        Hint hint = Hints.client("203.0.113.7", 1 + random.nextInt(50), 1);
        StringBuilder json = new StringBuilder(HintCodec.encode(hint));
        for (int i = random.nextInt(6); i >= 0; i--) {
            int at = random.nextInt(json.length());
            switch (random.nextInt(3)) {
                case 0 -> json.setCharAt(at, (char) random.nextInt(0x250));
                case 1 -> json.delete(at, Math.min(json.length(), at + 1 + random.nextInt(30)));
                default -> json.insert(at, json.substring(at, Math.min(json.length(), at + random.nextInt(30))));
            }
            if (json.isEmpty()) {
                break;
            }
        }
        RecordOutcome verdict = store.apply(hint.kafkaKey(), json.toString(), Written.NOW, stored -> {});
        assertThat(verdict).isIn(RecordOutcome.STORED, RecordOutcome.MALFORMED, RecordOutcome.EXPIRED);
        assertThat(store.find(ClientAddress.parse("203.0.113.7")) != null).isEqualTo(verdict == RecordOutcome.STORED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nobody",
                "1.2.3",
                "1.2.3.4:",
                "1.2.3.4:0",
                "1.2.3.4:65536",
                "1.2.3.4:4x",
                "[::1",
                "[::1]443",
                "[::1]:",
                "::1:",
                "1.2.3.4/24",
                "[1.2.3.4]:99999999999"
            })
    void malformedTargetsSayWhatIsExpected(String text) {
        assertThatThrownBy(() -> ClientAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("address");
    }
}
