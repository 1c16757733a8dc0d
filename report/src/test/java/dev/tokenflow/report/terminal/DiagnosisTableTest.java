package dev.tokenflow.report.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.core.diagnosis.Diagnosis;
import dev.tokenflow.report.run.DiagnosisShare;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DiagnosisTableTest {
    @Test
    void onlyWordsThatOccurHaveAColumn() {
        String table = DiagnosisTable.render(List.of(
                new DiagnosisShare("unpaced", "clean", Map.of(Diagnosis.NORMAL, 1.0)),
                new DiagnosisShare(
                        "unpaced", "narrow", Map.of(Diagnosis.NORMAL, 0.25, Diagnosis.CONGESTION_AND_LOSS, 0.75))));

        assertThat(table.lines())
                .containsExactly(
                        "the faulty link, called  phase   normal  congestion and loss",
                        "unpaced                  clean    100 %                  0 %",
                        "unpaced                  narrow    25 %                 75 %");
    }
}
