package dev.tokenflow.simulator.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinkScheduleTest {
    @Test
    void theDemoIsFourPhasesAt40MsRoundTrip() {
        LinkSchedule demo = LinkSchedule.demo();
        assertThat(demo.total()).isEqualTo(Duration.ofSeconds(65));
        assertThat(demo.phases())
                .extracting(LinkPhase::name)
                .containsExactly("clean", "congested", "loss", "recovered");
        assertThat(demo.phases()).allMatch(phase -> phase.delay().equals(Duration.ofMillis(20)));
        LinkPhase congested = demo.phases().get(1);
        assertThat(congested.rateBitsPerSecond()).isEqualTo(500_000);
        assertThat(congested.bufferBytes()).isEqualTo(62_500);
        assertThat(demo.phases().get(2).loss()).isEqualTo(0.01);
    }

    @Test
    void phasesFollowEachOther() {
        LinkSchedule demo = LinkSchedule.demo();
        long second = 1_000_000_000L;
        assertThat(demo.at(-1).name()).isEqualTo("clean");
        assertThat(demo.at(15 * second - 1).name()).isEqualTo("clean");
        assertThat(demo.at(15 * second).name()).isEqualTo("congested");
        assertThat(demo.endNs(0)).isEqualTo(15 * second);
        assertThat(demo.endNs(15 * second)).isEqualTo(35 * second);
        assertThat(demo.endNs(64 * second)).isEqualTo(Long.MAX_VALUE);
        assertThat(demo.at(1000 * second).name()).isEqualTo("recovered");
    }

    @Test
    void scalingKeepsTheSharesAndTheTotalExactly() {
        LinkSchedule scaled = LinkSchedule.demo().scaledTo(Duration.ofSeconds(10));
        assertThat(scaled.total()).isEqualTo(Duration.ofSeconds(10));
        assertThat(scaled.phases().get(1).duration().toNanos()).isBetween(3_076_923_076L, 3_076_923_078L);
        assertThat(scaled.phases().get(1).rateBitsPerSecond()).isEqualTo(500_000);
    }

    @Test
    void theTextFormIsReadBack() {
        LinkSchedule schedule = LinkSchedule.parse(
                "a 1500ms rate=2.5mbit delay=100us jitter=1ms loss=0.5% buffer=64kB reorder # first\n\n b 2min"
                        + " rate=unlimited");
        assertThat(LinkSchedule.parse(schedule.toString())).isEqualTo(schedule);
        assertThat(schedule.phases().getFirst().rateBitsPerSecond()).isEqualTo(2_500_000);
        assertThat(schedule.phases().getFirst().bufferBytes()).isEqualTo(64_000);
        assertThat(schedule.phases().getLast().duration()).isEqualTo(Duration.ofMinutes(2));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    a 1s; b 1s rate=2mbits        | phase 2 ('b 1s rate=2mbits'): rate is '2mbits', expected a rate
                    a 1s delay=20                 | delay is '20', expected a time such as 20ms
                    a 1s loss=120%                | loss is 1.2, expected a probability from 0 to 1
                    a 1s loss=x                   | loss is 'x', expected a share
                    a 1s buffer=1parsec           | buffer is '1parsec', expected bytes such as 64kB or a time
                    a 1s speed=3                  | 'speed=3' is unknown, expected rate=
                    a 1s delay=1ms delay=2ms      | delay is given twice
                    a                             | expected a name and a duration
                    a 0s                          | duration is PT0S
                    a 1s rate=99999999999gbit     | too large
                    a 1s rate=0bit                | 'a' is the last and never ends
                    # nothing                     | at least one phase
                    """)
    void wrongTextSaysWhereAndWhatWasExpected(String text, String message) {
        assertThatThrownBy(() -> LinkSchedule.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
