package dev.tokenflow.lab.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.lab.faults.row.FaultRow;
import dev.tokenflow.lab.faults.row.FaultRows;
import dev.tokenflow.lab.faults.row.Pace;
import dev.tokenflow.lab.faults.row.RowResult;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The short form of {@code ./tokenflow faults}. How soon things come right is not asked here: that depends on what else
 * the machine does.
 */
class FaultsShortTest {
    @Test
    void everyShortRowHolds() throws Exception {
        List<FaultRow> rows = FaultRows.all().stream().filter(FaultRow::isShort).toList();
        List<RowResult> results = new FaultsRun(
                        rows, Pace.SHORT, false, line -> System.out.println("faults: " + line), result -> {})
                .run();
        assertThat(results).extracting(RowResult::name).hasSameSizeAs(rows);
        assertThat(results)
                .allSatisfy(result -> assertThat(result.wrong())
                        .as(result.name() + " " + result.figures())
                        .isEmpty());
    }
}
