package dev.tokenflow.gateway.merge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.gateway.delta.Protocol;
import dev.tokenflow.gateway.oracle.Accumulated;
import dev.tokenflow.gateway.oracle.RandomStream;
import dev.tokenflow.gateway.oracle.RandomStream.Kind;
import dev.tokenflow.gateway.sse.SseFramer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A client has the same at the end, with deltas joined or without, however the stream was cut and drained. */
class SameForClientsTest {
    private static final int SEEDS = 200;

    /** Framer and waiting events as a gateway joins them up, with what left. */
    private static final class Line implements SseFramer.Sink {
        private final SseFramer framer;
        private final PendingEvents pending;
        private final StreamWatch watch = new StreamWatch(Protocol.UNKNOWN);
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private final List<Drained> drained = new ArrayList<>();
        private int events;
        private boolean drainAtOnce;

        Line(int limit, int longest) {
            framer = new SseFramer(limit);
            pending = new PendingEvents(watch, longest);
        }

        @Override
        public void event(byte[] bytes, int from, int to) {
            events++;
            pending.add(bytes, from, to, events);
            if (drainAtOnce) {
                drain(Long.MAX_VALUE);
            }
        }

        @Override
        public void raw(byte[] bytes, int from, int to) {
            pending.addRaw(bytes, from, to, events);
        }

        void drain(long most) {
            long before = pending.bytes();
            Drained now = pending.drain((bytes, from, to) -> out.write(bytes, from, to - from), most);
            assertThat(pending.bytes()).isEqualTo(before - now.bytes());
            assertThat(now.bytes() <= most || now.events() == 1).isTrue();
            drained.add(now);
        }

        byte[] finish() {
            framer.finish(this);
            drain(Long.MAX_VALUE);
            assertThat(pending.isEmpty()).isTrue();
            assertThat(pending.bytes()).isZero();
            assertThat(pending.deltas()).isZero();
            assertThat(pending.mustFlush()).isFalse();
            assertThat(drained.stream().mapToLong(Drained::bytes).sum()).isEqualTo(out.size());
            return out.toByteArray();
        }

        int eventsOut() {
            return drained.stream().mapToInt(Drained::events).sum();
        }
    }

    private static byte[] together(List<byte[]> events) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        events.forEach(all::writeBytes);
        return all.toByteArray();
    }

    @ParameterizedTest(name = "{0}, seeds 0 to 199")
    @EnumSource
    void anyCutsAndAnyDrains(Kind kind) {
        int in = 0;
        int out = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            byte[] stream = together(RandomStream.of(kind, seed));
            Accumulated expected = Accumulated.of(stream);
            Random random = new Random(seed);
            for (int round = 0; round < 3; round++) {
                Line line = new Line(random.nextInt(4) == 0 ? 400 : 1 << 20, 200 + random.nextInt(4000));
                int at = 0;
                while (at < stream.length) {
                    int to = Math.min(stream.length, at + 1 + random.nextInt(round == 0 ? 40 : 2000));
                    line.framer.feed(stream, at, to, line);
                    at = to;
                    if (random.nextInt(4) == 0) {
                        line.drain(random.nextInt(3) == 0 ? random.nextInt(1000) : Long.MAX_VALUE);
                    }
                }
                assertThat(Accumulated.of(line.finish())).as("seed %d", seed).isEqualTo(expected);
                in += line.events;
                out += line.eventsOut();
            }
        }
        assertThat((double) out / in).as("events out for each event in").isLessThan(0.9);
    }

    @ParameterizedTest(name = "{0}, seeds 0 to 199")
    @EnumSource
    void drainedAfterEachEventEveryByteIsTheUpstreams(Kind kind) {
        for (long seed = 0; seed < SEEDS; seed++) {
            byte[] stream = together(RandomStream.of(kind, seed));
            Line line = new Line(1 << 20, 1);
            line.drainAtOnce = true;
            line.framer.feed(stream, 0, stream.length, line);
            assertThat(line.finish()).as("seed %d", seed).isEqualTo(stream);
        }
    }

    @ParameterizedTest(name = "{0}, seed 5")
    @EnumSource
    void everyCutOfTheStreamGivesTheSameBytes(Kind kind) {
        byte[] stream = together(RandomStream.of(kind, 5));
        Line whole = new Line(1 << 20, 1000);
        whole.framer.feed(stream, 0, stream.length, whole);
        byte[] expected = whole.finish();
        assertThat(expected.length).isLessThan(stream.length);
        for (int cut = 0; cut <= stream.length; cut++) {
            Line line = new Line(1 << 20, 1000);
            line.framer.feed(stream, 0, cut, line);
            line.framer.feed(stream, cut, stream.length, line);
            assertThat(line.finish()).as("cut at %d", cut).isEqualTo(expected);
        }
    }

    @Test
    void theOracleSeesWhatClientsWouldMiss() {
        String a = Joined.role(0) + Joined.content("a");
        String b = Joined.chunk("{\"reasoning\":\"b\"}");
        String c = Joined.content("c");
        assertThat(of(a + b + c)).isNotEqualTo(of(a + c + b)).isNotEqualTo(of(a + b));
        assertThat(of(a + ": x\n\n" + c)).isNotEqualTo(of(a + c + ": x\n\n")).isNotEqualTo(of(a + c));
        assertThat(of(a + c)).isEqualTo(of(Joined.role(0) + Joined.content("ac")));
    }

    private static Accumulated of(String stream) {
        return Accumulated.of(stream.getBytes(StandardCharsets.UTF_8));
    }
}
