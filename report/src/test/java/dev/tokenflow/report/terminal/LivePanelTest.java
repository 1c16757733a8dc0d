package dev.tokenflow.report.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LivePanelTest {
    @Test
    void panel() {
        assertThat(LivePanel.panel(Sample.running(), 96, false)).isEqualTo("""
                TokenFlow demo, network kernel                                       arm 3 of 3: tokenflow-plain
                faulty link congested: 2 Mbit/s, 40 ms RTT, 1 s buffer

                readers behind  RTT p95   loss  hint, tok/s  chunk  state      tokens  tok/s  delay p95
                faulty link      412 ms  0.4 %           50      4  congested  36,300  1,480      83 ms
                clean link        44 ms    0 %           50      1  clear      12,100    500      26 ms

                arms done    tokens  delay p50  delay p95  RTT p95  retransmits  stalled
                unpaced      12,591     4.67 s     9.33 s   933 ms          700     31 %
                selfclocked  17,918     1.06 s     2.12 s   212 ms          700     31 %

                [###############################.........]  76 %  0:45 left""");
    }

    @Test
    void panelBeforeTheFirstRow() {
        assertThat(LivePanel.panel(Sample.starting(), 80, false)).isEqualTo("""
                TokenFlow demo, network simulated                            arm 1 of 3: unpaced
                faulty link not running

                readers behind  RTT p95  loss  hint, tok/s  chunk  state  tokens  delay p95
                faulty link           -     -            -      -  -           -          -
                clean link            -     -            -      -  -           -          -

                arms done  tokens  delay p50  delay p95  RTT p95  retransmits  stalled
                none yet

                [........................................]   0 %  3:15 left""");
    }

    @Test
    void narrowPanelDropsColumns() {
        assertThat(LivePanel.panel(Sample.running(), 40, false)).isEqualTo("""
                arm 3 of 3: tokenflow-plain
                faulty link congested: 2 Mbit/s, 40 ms R

                readers behind  RTT p95  tokens
                faulty link      412 ms  36,300
                clean link        44 ms  12,100

                arms done    tokens  delay p95  stalled
                unpaced      12,591     9.33 s     31 %
                selfclocked  17,918     2.12 s     31 %

                [################.....]  76 %  0:45 left""");
    }

    @Test
    void line() {
        assertThat(LivePanel.line(Sample.running()))
                .isEqualTo("2:30/3:15 arm 3/3 tokenflow-plain, congested 2 Mbit/s | faulty link: rtt p95 412 ms, loss"
                        + " 0.4 %, hint 50 x 4 congested, 36,300 tokens | clean link: rtt p95 44 ms, loss 0 %,"
                        + " hint 50 x 1 clear, 12,100 tokens");
        assertThat(LivePanel.line(Sample.starting())).isEqualTo("0:00/3:15 arm 1/3 unpaced");
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 30, 40, 60, 80, 96, 200})
    void fitsAndHasNoCommandsWithoutColour(int width) {
        for (LiveState state : new LiveState[] {Sample.running(), Sample.starting()}) {
            String panel = LivePanel.panel(state, width, false);
            assertThat(panel).doesNotContain("\u001b");
            assertThat(panel.lines())
                    .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(width));
        }
    }

    @Test
    void coloursChangeNothingButColour() {
        String coloured = LivePanel.panel(Sample.running(), 96, true);
        assertThat(coloured).contains("\u001b[33mcongested\u001b[0m", "\u001b[32mclear\u001b[0m");
        assertThat(coloured.replaceAll("\u001b\\[[0-9]*m", "")).isEqualTo(LivePanel.panel(Sample.running(), 96, false));
    }
}
