package dev.tokenflow.core.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.core.diagnosis.Diagnosis;
import dev.tokenflow.core.incident.WordFilter.Verdict;
import dev.tokenflow.core.path.PathName;
import org.junit.jupiter.api.Test;

class WordFilterTest {
    private final WordFilter filter = new WordFilter();
    private final PathName one = PathName.client("", 0, 1);

    @Test
    void aWordIsNewsWhenItChangesAndFromTimeToTime() {
        assertThat(filter.of(one, Diagnosis.NORMAL, 0)).isEqualTo(Verdict.NEWS);
        assertThat(filter.of(one, Diagnosis.NORMAL, 1_999)).isEqualTo(Verdict.KNOWN);
        assertThat(filter.of(one, Diagnosis.LOSS, 1_999)).isEqualTo(Verdict.NEWS);
        assertThat(filter.of(one, Diagnosis.NORMAL, 1_999)).isEqualTo(Verdict.NEWS);
        assertThat(filter.of(one, Diagnosis.NORMAL, 3_999)).isEqualTo(Verdict.NEWS);
        assertThat(filter.of(PathName.client("team-a", 0, 1), Diagnosis.NORMAL, 3_999))
                .isEqualTo(Verdict.NEWS);
    }

    @Test
    void tooManyInASecondAreLeftOut() {
        int news = 0;
        for (int client = 0; client < 2 * WordFilter.MOST_A_SECOND; client++) {
            news += filter.of(PathName.client("", 1, client), Diagnosis.LOSS, 500) == Verdict.NEWS ? 1 : 0;
        }

        assertThat(news).isEqualTo(WordFilter.MOST_A_SECOND);
        assertThat(filter.of(PathName.client("", 2, 1), Diagnosis.LOSS, 1_000)).isEqualTo(Verdict.NEWS);
    }
}
