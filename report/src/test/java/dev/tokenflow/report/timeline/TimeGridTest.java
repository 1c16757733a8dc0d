package dev.tokenflow.report.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.report.network.ClientNetwork;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimeGridTest {
    @Test
    void putsRowsOfShiftedArmsOnOneAxis() {
        List<TimelineRow> rows = List.of(row(0.2, 1), row(0.41, 2), row(0.8, 4));
        TimeGrid grid = TimeGrid.of(List.of(row(0.2, 0), row(0.4, 0), row(0.6, 0), row(0.8, 0), row(1.0, 0)));
        assertThat(grid.seconds()).containsExactly(0.2, 0.4, 0.6, 0.8, 1.0);
        assertThat(grid.column(rows, row -> row.readers().tokensDelivered()))
                .containsExactly(1, 2, Double.NaN, 4, Double.NaN);
    }

    @Test
    void fewRowsAreNoReasonToFail() {
        assertThat(TimeGrid.of(List.of()).seconds()).isEmpty();
        assertThat(TimeGrid.of(List.of()).column(List.of(row(3, 1)), row -> 1)).isEmpty();
        assertThat(TimeGrid.of(List.of(row(3, 1))).seconds()).hasSize(1);
    }

    private static TimelineRow row(double seconds, long tokens) {
        return new TimelineRow(
                "tokenflow-plain",
                ClientNetwork.FAR,
                seconds,
                "clean",
                LinkSample.UNKNOWN,
                TransportSample.UNKNOWN,
                HintSample.NONE,
                new ReaderSample(tokens, 0, 0, 1, 0));
    }
}
