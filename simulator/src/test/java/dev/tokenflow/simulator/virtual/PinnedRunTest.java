package dev.tokenflow.simulator.virtual;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.core.pacing.WireCost;
import dev.tokenflow.protocol.event.EventKind;
import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.event.TcpEventView;
import dev.tokenflow.simulator.link.LinkSchedule;
import dev.tokenflow.simulator.qoe.AnswerLog;
import dev.tokenflow.simulator.sender.SendPolicy;
import dev.tokenflow.simulator.time.EventQueue;
import java.time.Duration;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Simulated TCP does today what it did when its figures were compared with the kernel's: every event and every arrival,
 * bit by bit. Whoever changes it on purpose compares it with the kernel again (docs/simulation-vs-kernel.md), and then
 * writes the new numbers here.
 */
class PinnedRunTest {
    private static final String LOSS =
            "a 4s rate=3mbit delay=20ms buffer=300ms loss=3%; b 3s rate=500kbit delay=40ms jitter=30ms buffer=1s"
                    + " loss=5%;"
                    + " c 9s rate=4mbit delay=20ms buffer=32kB loss=1%";
    private static final String OUTAGE =
            "a 4s rate=2mbit delay=20ms buffer=500ms; b 3s rate=8kbit delay=30ms buffer=200ms loss=50%;"
                    + " c 9s rate=2mbit delay=20ms jitter=20ms buffer=500ms reorder";

    @ParameterizedTest
    @CsvSource({
        "loss,unpaced,11670,466,6b6bd0eb",
        "loss,selfclocked,11720,250,3d407f33",
        "outage,unpaced,6201,1157,2ed1f9a",
        "outage,selfclocked,7767,689,15156988"
    })
    void everyEventAndArrivalIsTheSame(String link, String policy, long events, long retransmits, String checksum) {
        CRC32 crc = new CRC32();
        TcpEventView view = new TcpEventView();
        long[] seen = new long[1];
        EventQueue queue = new EventQueue(0);
        VirtualRun run = new VirtualRun(
                config(link.equals("loss") ? LOSS : OUTAGE, policy),
                queue,
                (tsNs, struct) -> {
                    view.at(struct, 0);
                    seen[0]++;
                    boolean rtt = view.kindCode() == EventKind.RTT.code();
                    add(crc, tsNs, view.kindCode(), rtt ? view.rttUs() : 0, view.deliveredDelta());
                    add(
                            crc,
                            view.bytesAckedDelta(),
                            view.kindCode() == EventKind.RETRANSMIT.code() ? view.segments() : 0);
                },
                HintLookup.NONE);
        run.start(1_000_000);
        queue.runUntil(run.endNs());
        VirtualResult result = run.results().getFirst();
        for (AnswerLog answer : result.log().answers()) {
            for (int i = 0; i < answer.arrivals(); i++) {
                add(crc, answer.atNs(i), answer.tokensSoFar(i));
            }
        }
        assertThat(List.of(seen[0], result.retransmissions(), Long.toHexString(crc.getValue())))
                .isEqualTo(List.of(events, retransmits, checksum));
    }

    private static void add(CRC32 crc, long... values) {
        for (long value : values) {
            for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
                crc.update((int) (value >>> shift));
            }
        }
    }

    private static VirtualRunConfig config(String link, String policy) {
        return new VirtualRunConfig(
                policy.equals("unpaced") ? SendPolicy.unpaced() : SendPolicy.selfClocked(),
                List.of(new ClientGroup(IpAddress.parse("10.77.0.2"), LinkSchedule.parse(link), 20)),
                100,
                50,
                Duration.ofSeconds(14),
                7,
                WireCost.DEFAULT,
                IpAddress.parse("10.77.0.1"),
                8080,
                1,
                1);
    }
}
