package dev.tokenflow.report.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LiveViewTest {
    private static final long SECOND = 1_000_000_000L;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    private final AtomicLong nowNs = new AtomicLong(-5 * SECOND);

    @Test
    void pipedWritesOneLineASecond() {
        try (LiveView view = open(new Terminal(false, 80, 24, false))) {
            for (int i = 0; i < 25; i++) {
                view.show(Sample.running());
                nowNs.addAndGet(SECOND / 10);
            }
        }
        String line = LivePanel.line(Sample.running()) + System.lineSeparator();
        assertThat(text()).isEqualTo(line.repeat(3));
    }

    @Test
    void onATerminalThePanelIsRedrawnInPlaceAndTakenAway() {
        try (LiveView view = open(new Terminal(true, 96, 40, false))) {
            view.show(Sample.starting());
            view.show(Sample.starting());
            nowNs.addAndGet(SECOND);
            view.show(Sample.running());
        }
        String first = LivePanel.panel(Sample.starting(), 96, false);
        String second = LivePanel.panel(Sample.running(), 96, false);
        assertThat(text())
                .isEqualTo("\u001b[?25l\u001b[?7l\r" + first.replace("\n", "\u001b[K\n") + "\u001b[K\n\u001b[J\r\u001b["
                        + first.lines().count() + "A" + second.replace("\n", "\u001b[K\n")
                        + "\u001b[K\n\u001b[J\r\u001b["
                        + second.lines().count() + "A\u001b[J\u001b[?7h\u001b[?25h");
    }

    @Test
    void aTerminalTooLowForThePanelGetsOneLine() {
        try (LiveView view = open(new Terminal(true, 60, 8, false))) {
            view.show(Sample.running());
            assertThat(text())
                    .contains(LivePanel.line(Sample.running()).substring(0, 60) + "\u001b[K\n")
                    .doesNotContain("arms done");
        }
    }

    @Test
    void aNarrowerTerminalIsNoticed() {
        Terminal[] now = {new Terminal(true, 96, 40, false)};
        try (LiveView view = LiveView.open(out, () -> now[0], nowNs::get)) {
            view.show(Sample.running());
            now[0] = new Terminal(true, 40, 40, false);
            nowNs.addAndGet(3 * SECOND);
            view.show(Sample.running());
        }
        assertThat(text()).contains(LivePanel.panel(Sample.running(), 40, false).replace("\n", "\u001b[K\n"));
    }

    @Test
    void notesStayAboveThePanel() {
        try (LiveView view = open(new Terminal(true, 96, 40, false))) {
            view.show(Sample.running());
            bytes.reset();
            view.note("unpaced ended\u001b[2J");
        }
        assertThat(text()).startsWith("\r\u001b[12A\u001b[Junpaced ended?[2J" + System.lineSeparator());
    }

    @Test
    void nothingIsShownAfterTheEnd() {
        LiveView view = open(new Terminal(true, 96, 40, false));
        view.close();
        view.show(Sample.running());
        view.note("late");
        view.close();
        assertThat(text()).isEmpty();
    }

    @Test
    void aDumbTerminalAndNoColorAreHonoured() {
        assertThat(Terminal.detect(Map.of("TERM", "dumb")).interactive()).isFalse();
        assertThat(Terminal.detect(Map.of("NO_COLOR", "1", "TERM", "xterm")).colour())
                .isFalse();
        assertThat(Terminal.detect(Map.of("COLUMNS", "132", "LINES", "50")))
                .isEqualTo(new Terminal(false, 132, 50, false));
    }

    private LiveView open(Terminal terminal) {
        return LiveView.open(out, () -> terminal, nowNs::get);
    }

    private String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
