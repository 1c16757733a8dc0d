package dev.tokenflow.ops.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the pages are held to besides their links and commands. */
class PagesTest {
    private static final int README_LINES = 150;
    private static final int ARCHITECTURE_LINES = 120;
    private static final Pattern PATH = Pattern.compile("`([\\w.-]+/[\\w./-]*)`");

    @Test
    void theReadmeIsReadInOneSitting() {
        assertThat(Page.of("README.md").lines()).hasSizeLessThanOrEqualTo(README_LINES);
    }

    @Test
    void theArchitectureIsReadInOneSitting() {
        assertThat(Page.of("ARCHITECTURE.md").lines()).hasSizeLessThanOrEqualTo(ARCHITECTURE_LINES);
    }

    @Test
    void everyFileToTouchExists() {
        List<String> missing = new ArrayList<>();
        int found = 0;
        for (List<String> row : Page.of("CONTRIBUTING.md").rows()) {
            Matcher path = PATH.matcher(row.getFirst());
            while (path.find()) {
                found++;
                if (!Files.exists(Page.ROOT.resolve(path.group(1)))) {
                    missing.add(path.group(1));
                }
            }
        }
        assertThat(found).isGreaterThan(10);
        assertThat(missing).isEmpty();
    }

    @Test
    void everyRowOfATableHasAsManyCellsAsItsHead() throws IOException {
        List<String> ragged = new ArrayList<>();
        for (Page page : Page.all()) {
            List<String> lines = page.lines();
            int cells = 0;
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i)
                        .replaceAll("`[^`]*`", "")
                        .replace("\\|", "")
                        .strip();
                if (!line.startsWith("|")) {
                    cells = 0;
                } else if (cells == 0) {
                    cells = bars(line);
                } else if (bars(line) != cells) {
                    ragged.add(page + ":" + (i + 1));
                }
            }
        }
        assertThat(ragged).isEmpty();
    }

    private static int bars(String line) {
        return (int) line.chars().filter(c -> c == '|').count();
    }
}
