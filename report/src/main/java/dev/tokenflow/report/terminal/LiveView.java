package dev.tokenflow.report.terminal;

import java.io.PrintStream;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Shows a run while it goes on. On a terminal one panel is redrawn in place, with the cursor hidden until
 * {@link #close} or the end of the process, however it comes; elsewhere one plain line is written a second.
 *
 * <p>Safe for use by several threads.
 */
public final class LiveView implements AutoCloseable {
    private static final long REDRAW_NS = 100_000_000L;
    private static final long LINE_NS = 900_000_000L;
    private static final long SIZE_NS = 2_000_000_000L;

    private final PrintStream out;
    private final Supplier<Terminal> terminals;
    private final LongSupplier nanoTime;
    private final Thread restore = new Thread(this::restore, "terminal-restore");

    private Terminal terminal;
    private long sizedNs;
    private long shownNs;
    private int linesShown;
    private boolean shown;
    private boolean closed;

    private LiveView(PrintStream out, Supplier<Terminal> terminals, LongSupplier nanoTime) {
        this.out = out;
        this.terminals = terminals;
        this.nanoTime = nanoTime;
        terminal = terminals.get();
        sizedNs = nanoTime.getAsLong();
    }

    /**
     * A view on this process's standard output.
     *
     * @param out the stream that leads there
     */
    public static LiveView open(PrintStream out) {
        return open(out, () -> Terminal.detect(System.getenv()), System::nanoTime);
    }

    /**
     * A view on any stream.
     *
     * @param terminals what {@code out} is; asked again from time to time, for terminals change size
     * @param nanoTime a monotonic clock in ns
     */
    static LiveView open(PrintStream out, Supplier<Terminal> terminals, LongSupplier nanoTime) {
        LiveView view = new LiveView(out, terminals, nanoTime);
        if (view.terminal.interactive()) {
            Runtime.getRuntime().addShutdownHook(view.restore);
        }
        return view;
    }

    /** Shows this state, unless the one before was shown a moment ago; may be called as often as wanted. */
    public synchronized void show(LiveState state) {
        long nowNs = nanoTime.getAsLong();
        long pauseNs = terminal.interactive() ? REDRAW_NS : LINE_NS;
        if (closed || (shown && nowNs - shownNs < pauseNs)) {
            return;
        }
        shownNs = nowNs;
        if (terminal.interactive()) {
            measure(nowNs);
            redraw(state);
        } else {
            out.println(LivePanel.line(state));
        }
        out.flush();
        shown = true;
    }

    /** Writes a line that stays: above the panel, or between the plain lines. */
    public synchronized void note(String line) {
        if (closed) {
            return;
        }
        out.println(takeBack() + Ansi.plain(line));
        out.flush();
    }

    /** Takes the panel away and gives the terminal back as it was. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            out.print(takeBack());
            restore();
        }
        dropHook();
    }

    private void measure(long nowNs) {
        if (nowNs - sizedNs >= SIZE_NS) {
            Terminal now = terminals.get();
            terminal = now.interactive() ? now : terminal;
            sizedNs = nowNs;
        }
    }

    private void redraw(LiveState state) {
        String panel = LivePanel.panel(state, terminal.width(), terminal.colour());
        String[] lines = panel.split("\n", -1);
        if (lines.length >= terminal.height()) {
            lines = new String[] {Ansi.cut(LivePanel.line(state), terminal.width())};
        }
        StringBuilder text = new StringBuilder(shown ? "" : Ansi.HIDE_CURSOR + Ansi.NO_WRAP);
        text.append(Ansi.up(linesShown));
        for (String line : lines) {
            text.append(line).append(Ansi.ERASE_TO_LINE_END).append('\n');
        }
        out.print(text.append(Ansi.ERASE_BELOW));
        linesShown = lines.length;
    }

    private String takeBack() {
        String text = linesShown == 0 ? "" : Ansi.up(linesShown) + Ansi.ERASE_BELOW;
        linesShown = 0;
        return text;
    }

    private synchronized void restore() {
        if (!closed && terminal.interactive() && shown) {
            out.print(Ansi.WRAP + Ansi.SHOW_CURSOR);
            out.flush();
        }
        closed = true;
    }

    private void dropHook() {
        try {
            Runtime.getRuntime().removeShutdownHook(restore);
        } catch (IllegalStateException e) {
            // The process is ending: the hook runs, and finds nothing left to do.
        }
    }
}
